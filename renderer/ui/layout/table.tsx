import type { ComponentProps, ReactNode } from 'react';
import { cx } from '../cx.ts';
import { IconArrowDown, IconArrowUp } from '../icons.ts';

/** A scrolling table with a fixed head. `label` is its accessible name. */
export function Table(props: {
  label: string;
  children: ReactNode;
  className?: string | undefined;
  dense?: boolean | undefined;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <div className={cx('min-h-0 overflow-auto', props.className)} tabIndex={0}>
      <table
        aria-label={props.label}
        data-dense={props.dense || undefined}
        className="group/table w-full border-separate border-spacing-0 text-left"
      >
        {props.children}
      </table>
    </div>
  );
}

export type SortDirection = 'ascending' | 'descending';

/** A column head; with `onSort` it is a button and shows the sort order. */
export function Th(props: {
  children: ReactNode;
  align?: 'left' | 'right' | undefined;
  sorted?: SortDirection | undefined;
  onSort?: (() => void) | undefined;
  className?: string | undefined;
}) {
  const Arrow = props.sorted === 'ascending' ? IconArrowUp : IconArrowDown;
  return (
    <th
      scope="col"
      aria-sort={props.onSort ? (props.sorted ?? 'none') : undefined}
      className={cx(
        'sticky top-0 z-10 h-7 border-b bg-canvas px-2 font-medium text-sm text-subtle whitespace-nowrap first:pl-4 last:pr-4',
        props.align === 'right' && 'text-right',
        props.className,
      )}
    >
      {props.onSort ? (
        <button
          type="button"
          onClick={props.onSort}
          className={cx(
            'inline-flex items-center gap-1 align-middle hover:text-fg',
            props.sorted && 'text-fg',
            // The arrow is on the inner side, so that the words end where the values end.
            props.align === 'right' && 'flex-row-reverse',
          )}
        >
          {props.children}
          <Arrow aria-hidden size={12} stroke={2} className={cx(!props.sorted && 'invisible')} />
        </button>
      ) : (
        props.children
      )}
    </th>
  );
}

export function Tr({ className, ...rest }: ComponentProps<'tr'>) {
  return <tr {...rest} className={cx('hover:bg-hover/50 aria-selected:bg-selected', className)} />;
}

export function Td({
  align,
  mono,
  className,
  ...rest
}: Omit<ComponentProps<'td'>, 'align'> & { align?: 'left' | 'right'; mono?: boolean }) {
  return (
    <td
      {...rest}
      className={cx(
        'h-9 border-b px-2 group-data-dense/table:h-7 first:pl-4 last:pr-4',
        align === 'right' && 'figures text-right',
        mono && 'font-mono text-sm',
        className,
      )}
    />
  );
}
