import { Tooltip as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { Kbd } from '../kbd.tsx';

/** Wrap the whole app once: neighbouring tooltips then open without a new delay. */
export function TooltipProvider({ children }: { children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={450} skipDelayDuration={200}>
      {children}
    </Radix.Provider>
  );
}

/** Explains a control on hover and focus. Necessary information must also be visible elsewhere. */
export function Tooltip(props: {
  content: ReactNode;
  shortcut?: string | undefined;
  side?: 'top' | 'right' | 'bottom' | 'left' | undefined;
  children: ReactNode;
}) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{props.children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={props.side ?? 'bottom'}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 flex max-w-72 animate-fade items-center gap-2 rounded-md border border-line-strong bg-overlay px-2 py-1 text-fg text-sm shadow-float"
        >
          {props.content}
          {props.shortcut && <Kbd keys={props.shortcut} />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
