import type { ReactNode } from 'react';
import { cx } from '../cx.ts';

export type KeyValue = { key: string; value: ReactNode; mono?: boolean | undefined; action?: ReactNode };

/** Facts in two columns, aligned to one left edge. */
export function KeyValues({ items, className }: { items: readonly KeyValue[]; className?: string }) {
  return (
    <dl className={cx('grid grid-cols-[minmax(96px,160px)_1fr] gap-x-4', className)}>
      {items.map((item) => (
        <div key={item.key} className="contents">
          <dt className="truncate text-subtle leading-6">{item.key}</dt>
          <dd className="flex min-h-6 min-w-0 items-center gap-1">
            <span data-selectable className={cx('min-w-0 break-words', item.mono && 'font-mono text-sm')}>
              {item.value}
            </span>
            {item.action}
          </dd>
        </div>
      ))}
    </dl>
  );
}
