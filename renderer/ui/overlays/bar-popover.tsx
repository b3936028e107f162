import { Popover } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from '../cx.ts';

/** The content of a popover above the bottom bar. It scrolls when it is higher than most of the window. */
export function BarPopoverContent(props: { label: string; className?: string; children: ReactNode }) {
  return (
    <Popover.Portal>
      <Popover.Content
        side="top"
        align="end"
        sideOffset={6}
        collisionPadding={8}
        aria-label={props.label}
        className={cx(
          'z-30 flex max-h-[60vh] w-96 animate-appear flex-col rounded-md border border-line-strong bg-overlay shadow-float',
          props.className,
        )}
      >
        {props.children}
      </Popover.Content>
    </Popover.Portal>
  );
}
