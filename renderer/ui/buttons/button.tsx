import type { ComponentProps } from 'react';
import { cx } from '../cx.ts';
import { type Icon, IconLoader2 } from '../icons.ts';

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger';
export type ButtonSize = 'sm' | 'md';

export type ButtonProps = ComponentProps<'button'> & {
  /** One primary button in a view at most. */
  variant?: ButtonVariant | undefined;
  size?: ButtonSize | undefined;
  icon?: Icon | undefined;
  /** Work under way: the button keeps its width and name, shows a spinner and cannot be pressed. */
  busy?: boolean | undefined;
};

const looks: Record<ButtonVariant, string> = {
  primary: 'bg-accent-solid text-on-solid hover:not-disabled:bg-accent-solid-hover border-transparent',
  secondary: 'bg-raised text-fg hover:not-disabled:bg-hover border-line-strong',
  ghost:
    'bg-transparent text-muted hover:not-disabled:bg-hover hover:not-disabled:text-fg border-transparent',
  danger: 'bg-danger-solid text-on-solid hover:not-disabled:bg-danger-solid-hover border-transparent',
};

const sizes: Record<ButtonSize, string> = {
  sm: 'h-6 px-2 gap-1 text-sm',
  md: 'h-7 px-2.5 gap-1.5 text-base',
};

/** A push button. Its text is its accessible name; use `IconButton` when there is no text. */
export function Button({
  variant = 'secondary',
  size = 'md',
  icon: Glyph,
  busy = false,
  disabled,
  className,
  children,
  type = 'button',
  ...rest
}: ButtonProps) {
  const Leading = busy ? IconLoader2 : Glyph;
  return (
    <button
      type={type}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      className={cx(
        'inline-flex shrink-0 items-center justify-center rounded-md border font-medium whitespace-nowrap disabled:opacity-50',
        looks[variant],
        sizes[size],
        className,
      )}
      {...rest}
    >
      {Leading && (
        <Leading aria-hidden size={14} stroke={1.75} className={cx('shrink-0', busy && 'animate-spin')} />
      )}
      {children}
    </button>
  );
}
