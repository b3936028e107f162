import { type ReactNode, useId, useState } from 'react';
import { cx } from '../cx.ts';
import { IconChevronRight } from '../icons.ts';

/**
 * A titled part of a form that opens and closes. The title shows the present value, so that nobody must open a part to
 * know it. `mustShow` keeps it open, for a problem in one of its fields.
 */
export function Fold(props: { title: string; value: string; mustShow?: boolean; children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const shown = isOpen || props.mustShow === true;
  return (
    <div className="flex flex-col gap-2">
      <button
        type="button"
        aria-expanded={shown}
        aria-controls={id}
        title={props.value}
        onClick={() => setOpen(!shown)}
        className="-mx-1.5 flex h-6 min-w-0 items-center gap-1 rounded-md px-1.5 text-left text-sm hover:bg-hover"
      >
        <IconChevronRight
          aria-hidden
          size={12}
          stroke={2}
          className={cx('shrink-0 text-muted transition-transform', shown && 'rotate-90')}
        />
        <span className="shrink-0 font-medium">{props.title}</span>
        <span className="truncate text-muted figures"> — {props.value}</span>
      </button>
      <div id={id} hidden={!shown} className={cx('flex flex-col gap-3 pb-1', !shown && 'hidden')}>
        {shown && props.children}
      </div>
    </div>
  );
}
