import { Tabs as Radix } from 'radix-ui';
import { type ComponentProps, createContext, type ReactNode, useContext, useDeferredValue } from 'react';
import { cx } from '../cx.ts';

/** The value of the selected tab. */
const SelectedTab = createContext<string | undefined>(undefined);

/** Radix Tabs in the app's look: `Tabs` > `TabList` > `Tab`, then a `TabPanel` for each. */
export function Tabs({ className, ...rest }: ComponentProps<typeof Radix.Root> & { value: string }) {
  return (
    <SelectedTab value={rest.value}>
      <Radix.Root {...rest} className={cx('flex min-h-0 flex-1 flex-col', className)} />
    </SelectedTab>
  );
}

export function TabList(props: { label: string; children: ReactNode; className?: string }) {
  return (
    <Radix.List aria-label={props.label} className={cx('flex shrink-0 gap-4 border-b px-4', props.className)}>
      {props.children}
    </Radix.List>
  );
}

/**
 * The selected tab alone takes part in the order of Tab and Shift+Tab. Radix keeps the tab that was clicked last there,
 * so that going back with the keyboard would select a tab that a command has left.
 */
export function Tab(props: {
  value: string;
  children: ReactNode;
  disabled?: boolean;
  title?: string;
  /** The value of `aria-keyshortcuts`. */
  shortcuts?: string;
  /** Called for a click, Enter and Space, also on the selected tab. */
  onChoose?: (() => void) | undefined;
  /** Called for a character that is typed while the tab has the focus. */
  onType?: (() => void) | undefined;
}) {
  const selected = useContext(SelectedTab);
  return (
    <Radix.Trigger
      value={props.value}
      disabled={props.disabled === true}
      title={props.title}
      aria-keyshortcuts={props.shortcuts}
      tabIndex={props.value === selected ? 0 : -1}
      onClick={props.onChoose}
      onKeyDown={({ key, ctrlKey, altKey, metaKey }) => {
        if (key.length === 1 && key !== ' ' && !ctrlKey && !altKey && !metaKey) props.onType?.();
      }}
      className="relative inline-flex h-9 items-center gap-1.5 text-muted after:absolute after:inset-x-0 after:-bottom-px after:h-0.5 after:bg-transparent hover:not-disabled:text-fg disabled:opacity-50 data-[state=active]:text-fg data-[state=active]:after:bg-accent"
    >
      {props.children}
    </Radix.Trigger>
  );
}

/**
 * With `forceMount` a panel keeps its contents while another tab is shown (consoles keep their scrollback). The panel is
 * positioned, so that visually hidden text inside it cannot enlarge the page.
 */
export function TabPanel({ className, children, ...rest }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Content
      {...rest}
      className={cx('relative min-h-0 flex-1 outline-offset-[-2px] data-[state=inactive]:hidden', className)}
    >
      <Interruptible>{children}</Interruptible>
    </Radix.Content>
  );
}

/** Makes what a tab shows after the tab is selected, in steps of 5 ms between which the window answers. */
function Interruptible({ children }: { children: ReactNode }) {
  const isDue = useDeferredValue(true, false);
  return isDue ? children : null;
}
