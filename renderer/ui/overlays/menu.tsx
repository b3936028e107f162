import { ContextMenu as RadixContext, DropdownMenu as RadixDropdown } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from '../cx.ts';
import { type Icon, IconCheck } from '../icons.ts';
import { Kbd } from '../kbd.tsx';

export type MenuEntry =
  | {
      kind: 'item';
      label: string;
      onSelect: () => void;
      icon?: Icon | undefined;
      shortcut?: string | undefined;
      disabled?: boolean | undefined;
      danger?: boolean | undefined;
      /** Set for an entry that can be on or off. */
      checked?: boolean | undefined;
    }
  | { kind: 'separator' }
  | { kind: 'heading'; label: string };

type MenuItem = Extract<MenuEntry, { kind: 'item' }>;

const surface =
  'z-50 min-w-44 animate-appear overflow-hidden rounded-md border border-line-strong bg-overlay p-1 shadow-float';

/** A menu that opens from a button. */
export function DropdownMenu(props: {
  trigger: ReactNode;
  entries: readonly MenuEntry[];
  align?: 'start' | 'end' | undefined;
}) {
  return (
    <RadixDropdown.Root modal={false}>
      <RadixDropdown.Trigger asChild>{props.trigger}</RadixDropdown.Trigger>
      <RadixDropdown.Portal>
        <RadixDropdown.Content
          align={props.align ?? 'start'}
          sideOffset={4}
          collisionPadding={8}
          className={surface}
        >
          <Entries parts={RadixDropdown} entries={props.entries} />
        </RadixDropdown.Content>
      </RadixDropdown.Portal>
    </RadixDropdown.Root>
  );
}

/** A menu that opens on a right click or the menu key. The child must accept a ref. */
export function ContextMenu(props: {
  children: ReactNode;
  entries: readonly MenuEntry[];
  onOpenChange?: ((open: boolean) => void) | undefined;
}) {
  return (
    <RadixContext.Root modal={false} {...(props.onOpenChange ? { onOpenChange: props.onOpenChange } : {})}>
      <RadixContext.Trigger asChild>{props.children}</RadixContext.Trigger>
      <RadixContext.Portal>
        <RadixContext.Content collisionPadding={8} className={surface}>
          <Entries parts={RadixContext} entries={props.entries} />
        </RadixContext.Content>
      </RadixContext.Portal>
    </RadixContext.Root>
  );
}

type MenuParts = Pick<typeof RadixDropdown, 'Item' | 'Separator' | 'Label' | 'CheckboxItem'>;

function Entries({ parts, entries }: { parts: MenuParts; entries: readonly MenuEntry[] }) {
  return entries.map((entry, index) => {
    switch (entry.kind) {
      case 'separator':
        // biome-ignore lint/suspicious/noArrayIndexKey: separators have no identity of their own
        return <parts.Separator key={index} className="-mx-1 my-1 h-px bg-line" />;
      case 'heading':
        return (
          <parts.Label key={entry.label} className="px-2 pt-1 pb-0.5 text-subtle text-xs">
            {entry.label}
          </parts.Label>
        );
      case 'item':
        return <Item key={entry.label} parts={parts} entry={entry} />;
      default:
        return entry satisfies never;
    }
  });
}

function Item({ parts, entry }: { parts: MenuParts; entry: MenuItem }) {
  const Glyph = entry.checked ? IconCheck : entry.icon;
  const shared = {
    disabled: entry.disabled === true,
    onSelect: entry.onSelect,
    className: cx(
      'flex h-7 items-center gap-2 rounded-sm px-2 outline-none data-disabled:opacity-45 data-highlighted:bg-selected',
      entry.danger && 'text-failed',
    ),
  };
  const content = (
    <>
      <span aria-hidden className="flex size-4 items-center justify-center text-muted">
        {Glyph && <Glyph size={15} stroke={1.75} className={cx(entry.danger && 'text-failed')} />}
      </span>
      <span className="flex-1 pr-4">{entry.label}</span>
      {entry.shortcut && <Kbd keys={entry.shortcut} />}
    </>
  );
  if (entry.checked === undefined) return <parts.Item {...shared}>{content}</parts.Item>;
  return (
    <parts.CheckboxItem {...shared} checked={entry.checked}>
      {content}
    </parts.CheckboxItem>
  );
}
