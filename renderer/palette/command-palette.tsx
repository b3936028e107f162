import { Command as Cmdk } from 'cmdk';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { type Command, commands, runCommand } from '../commands/commands.ts';
import { keysOf } from '../keys/platform.ts';
import { closePalette, selectAgent } from '../store/actions.ts';
import { selectAgentIds } from '../store/slices/agents-slice.ts';
import { selectPaletteOpen } from '../store/slices/window-slice.ts';
import { useStore } from '../store/store.ts';
import { useAgent } from '../store/use-agent.ts';
import { Kbd } from '../ui/kbd.tsx';
import { scrimClass } from '../ui/overlays/dialog.tsx';
import { returnFocus } from '../ui/overlays/focus-return.ts';
import { StatusDot } from '../ui/states/status-dot.tsx';

const groups: readonly Command['group'][] = ['Agent', 'View', 'App'];

/** Finds and runs every command, and goes to every agent, by typing. */
export function CommandPalette() {
  const open = useStore(selectPaletteOpen);
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && closePalette()}>
      <Radix.Portal>
        <Radix.Overlay className={scrimClass} />
        <Radix.Content
          aria-describedby={undefined}
          onCloseAutoFocus={returnFocus}
          className="fixed inset-x-0 top-[12vh] z-40 mx-auto w-150 max-w-[calc(100vw-32px)] animate-appear overflow-hidden rounded-md border border-line-strong bg-overlay shadow-float"
        >
          <Radix.Title className="sr-only">Command palette</Radix.Title>
          <Cmdk label="Command palette">
            <Cmdk.Input
              aria-label="Command"
              placeholder="Type a command or an agent’s name"
              className="h-11 w-full border-b bg-transparent px-4 text-lg outline-none placeholder:text-subtle"
            />
            <Cmdk.List label="Commands" className="max-h-[52vh] overflow-y-auto p-1.5">
              <Cmdk.Empty className="px-3 py-4 text-center text-muted">Nothing matches.</Cmdk.Empty>
              {open && <Entries />}
            </Cmdk.List>
          </Cmdk>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Entries() {
  const ids = useStore(
    useShallow((state) => commands.filter((command) => command.available(state)).map(({ id }) => id)),
  );
  const agentIds = useStore(selectAgentIds) ?? [];
  const available = commands.filter((command) => ids.includes(command.id));
  return (
    <>
      {groups.slice(0, 1).map((group) => (
        <CommandGroup key={group} group={group} available={available} />
      ))}
      {agentIds.length > 0 && (
        <Group heading="Go to">
          {agentIds.map((agentId) => (
            <AgentEntry key={agentId} agentId={agentId} />
          ))}
        </Group>
      )}
      {groups.slice(1).map((group) => (
        <CommandGroup key={group} group={group} available={available} />
      ))}
    </>
  );
}

function AgentEntry({ agentId }: { agentId: string }) {
  const agent = useAgent(agentId);
  if (!agent) return null;
  return (
    <Item value={`go to ${agent.name} ${agentId}`} onSelect={() => selectAgent(agentId)}>
      <span className="flex size-4 items-center justify-center">
        <StatusDot status={agent.status} />
      </span>
      <span className="flex-1 truncate">{agent.name}</span>
    </Item>
  );
}

function CommandGroup({ group, available }: { group: Command['group']; available: readonly Command[] }) {
  const members = available.filter((command) => command.group === group && command.id !== 'palette.open');
  if (members.length === 0) return null;
  return (
    <Group heading={group}>
      {members.map(({ id, label, icon: Glyph, shortcut }) => (
        <Item key={id} value={label} onSelect={() => runCommand(id)}>
          <Glyph aria-hidden size={16} stroke={1.75} className="shrink-0 text-muted" />
          <span className="flex-1 truncate">{label}</span>
          {shortcut && <Kbd keys={keysOf(shortcut)} />}
        </Item>
      ))}
    </Group>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Cmdk.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-subtle [&_[cmdk-group-heading]]:text-xs"
    >
      {children}
    </Cmdk.Group>
  );
}

/** Closes the palette before it runs, so that a dialog that opens takes over the focus. */
function Item(props: { value: string; onSelect: () => void; children: ReactNode }) {
  const onSelect = () => {
    closePalette();
    props.onSelect();
  };
  return (
    <Cmdk.Item
      value={props.value}
      onSelect={onSelect}
      className="flex h-8 items-center gap-2.5 rounded-sm px-2.5 data-[selected=true]:bg-selected"
    >
      {props.children}
    </Cmdk.Item>
  );
}
