import { AlertDialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button } from '../buttons/button.tsx';
import { CancelButton } from '../buttons/cancel-button.tsx';
import { scrimClass } from './dialog.tsx';
import { returnFocus } from './focus-return.ts';

export type ConfirmDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The accessible name of the alertdialog. */
  title: string;
  /** The effects of the action, and the losses by name and size. */
  description: ReactNode;
  confirmLabel: string;
  danger?: boolean | undefined;
  busy?: boolean | undefined;
  onConfirm: () => void;
  children?: ReactNode;
};

/** Asks before an action that cannot be undone: role alertdialog. Stays open while `busy`. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <Radix.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={scrimClass} />
        <Radix.Content
          onCloseAutoFocus={returnFocus}
          className="fixed inset-0 z-40 m-auto flex h-fit max-h-[calc(100vh-48px)] w-110 max-w-[calc(100vw-32px)] animate-appear flex-col gap-3 overflow-y-auto rounded-md border border-line-strong bg-overlay p-4 shadow-float"
        >
          <Radix.Title className="font-semibold text-lg">{props.title}</Radix.Title>
          <Radix.Description asChild>
            <div className="text-muted">{props.description}</div>
          </Radix.Description>
          {props.children}
          <div className="mt-1 flex justify-end gap-2">
            <Radix.Cancel asChild>
              <CancelButton />
            </Radix.Cancel>
            <Button variant={props.danger ? 'danger' : 'primary'} busy={props.busy} onClick={props.onConfirm}>
              {props.confirmLabel}
            </Button>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
