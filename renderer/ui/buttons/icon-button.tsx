import type { ComponentProps } from 'react';
import { cx } from '../cx.ts';
import type { Icon } from '../icons.ts';
import { Tooltip } from '../overlays/tooltip.tsx';

export type IconButtonProps = Omit<ComponentProps<'button'>, 'children' | 'aria-label'> & {
  /** The accessible name, shown as a tooltip too. */
  label: string;
  icon: Icon;
  /** Keys shown in the tooltip, such as "Ctrl K". */
  shortcut?: string | undefined;
  size?: 'sm' | 'md' | undefined;
  tone?: 'plain' | 'danger' | undefined;
};

/** A square button with only an icon. Its tooltip names it. */
export function IconButton({
  label,
  icon: Glyph,
  shortcut,
  size = 'md',
  tone = 'plain',
  className,
  type = 'button',
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip content={label} shortcut={shortcut}>
      <button
        type={type}
        aria-label={label}
        className={cx(
          'inline-flex shrink-0 items-center justify-center rounded-md text-muted hover:not-disabled:bg-hover disabled:opacity-45 aria-pressed:bg-selected aria-pressed:text-fg',
          tone === 'danger' ? 'hover:not-disabled:text-failed' : 'hover:not-disabled:text-fg',
          size === 'sm' ? 'size-6' : 'size-7',
          className,
        )}
        {...rest}
      >
        <Glyph aria-hidden size={size === 'sm' ? 14 : 16} stroke={1.75} />
      </button>
    </Tooltip>
  );
}
