import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from '../cx.ts';
import { IconX } from '../icons.ts';
import { returnFocus } from './focus-return.ts';

export type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The dialog's accessible name. */
  title: string;
  description?: ReactNode;
  /** Buttons, the primary one last. */
  footer?: ReactNode;
  size?: 'sm' | 'md' | 'lg' | 'xl' | 'wide' | undefined;
  /** Whether a click outside closes the dialog; set it only when no typed text can be lost. */
  closeOnOutsideClick?: boolean | undefined;
  children: ReactNode;
};

export const scrimClass = 'fixed inset-0 z-40 animate-fade bg-scrim';

/** The widest keeps its height, so that nothing in it moves when a field appears. */
const sizes = {
  sm: 'h-fit w-100',
  md: 'h-fit w-130',
  lg: 'h-fit w-180',
  xl: 'h-fit w-230',
  wide: 'h-210 w-330',
};

/** A modal dialog: title on top, a body that scrolls inside itself, buttons that stay in sight. */
export function Dialog(props: DialogProps) {
  const keepOpen = (event: Event) => {
    if (props.closeOnOutsideClick === false) event.preventDefault();
  };
  return (
    <Radix.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={scrimClass} />
        <Radix.Content
          onPointerDownOutside={keepOpen}
          onCloseAutoFocus={returnFocus}
          {...(props.description === undefined ? { 'aria-describedby': undefined } : {})}
          className={cx(
            'fixed inset-0 z-40 m-auto flex max-h-[calc(100vh-48px)] max-w-[calc(100vw-32px)] animate-appear flex-col rounded-md border border-line-strong bg-overlay shadow-float',
            sizes[props.size ?? 'md'],
          )}
        >
          <header className="shrink-0 px-4 pt-3 pr-12 pb-2">
            <Radix.Title className="font-semibold text-lg">{props.title}</Radix.Title>
            {props.description !== undefined && (
              <Radix.Description className="text-muted text-sm">{props.description}</Radix.Description>
            )}
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-4 pt-1 pb-4">{props.children}</div>
          {props.footer && (
            <footer className="flex shrink-0 items-center justify-end gap-2 border-t px-4 py-2.5">
              {props.footer}
            </footer>
          )}
          {/* The button is last, so that the first field gets the focus when the dialog opens. */}
          <Radix.Close
            aria-label="Close"
            title="Close (Esc)"
            className="absolute top-2.5 right-2.5 inline-flex size-6 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-fg"
          >
            <IconX aria-hidden size={16} stroke={1.75} />
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
