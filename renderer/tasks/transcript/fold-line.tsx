import type { ReactNode } from 'react';
import { cx } from '../../ui/cx.ts';
import { IconChevronRight } from '../../ui/icons.ts';

/** A line that opens and closes what is below it. */
export function FoldLine(props: {
  isOpen: boolean;
  onToggle: () => void;
  line: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="min-w-0">
      <button
        type="button"
        aria-expanded={props.isOpen}
        onClick={props.onToggle}
        className="-mx-1.5 flex min-h-7 w-[calc(100%+12px)] min-w-0 items-center gap-1.5 rounded-md px-1.5 text-left hover:bg-hover"
      >
        <IconChevronRight
          aria-hidden
          size={12}
          stroke={2}
          className={cx('shrink-0 text-subtle', props.isOpen && 'rotate-90')}
        />
        {props.line}
      </button>
      {props.isOpen && <div className="ml-[5px] border-l pt-1 pb-2 pl-[13px]">{props.children}</div>}
    </div>
  );
}
