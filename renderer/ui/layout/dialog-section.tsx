import type { ReactNode } from 'react';
import { cx } from '../cx.ts';

/** A titled part of a dialog. The title is the region's accessible name, and has the id by which it is found. */
export function DialogSection(props: {
  id: string;
  title: string;
  /** Buttons beside the title. */
  action?: ReactNode;
  /** Instead of the gap between lines of text. */
  className?: string;
  children: ReactNode;
}) {
  const { id, title, action, className = 'gap-2', children } = props;
  return (
    <section aria-labelledby={id} className={cx('flex flex-col', className)}>
      <div className="flex items-center justify-between gap-4">
        <h3 id={id} className="font-medium">
          {title}
        </h3>
        {action}
      </div>
      {children}
    </section>
  );
}
