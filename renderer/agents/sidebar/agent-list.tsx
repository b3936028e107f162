import { type KeyboardEvent, type MouseEvent, useRef, useState } from 'react';
import { SparklineLayer } from '../../sparkline/sparkline-layer.tsx';
import { selectAgent } from '../../store/actions.ts';
import { useStore } from '../../store/store.ts';
import { ContextMenu } from '../../ui/overlays/menu.tsx';
import { agentMenu, selectionMenu } from '../actions/agent-menu.ts';
import { AgentRow } from './agent-row.tsx';
import { clearSelection, extended, toggled, useSelection } from './selection.ts';

const idAt = (target: EventTarget): string | undefined =>
  target instanceof Element ? target.closest<HTMLElement>('[data-agent-row]')?.dataset.agentRow : undefined;

/** The agents in the sidebar. One set of handlers and one context menu for all rows. */
export function AgentList({ ids, compact }: { ids: readonly string[]; compact: boolean }) {
  const list = useRef<HTMLDivElement>(null);
  // A new object at each opening makes React build the entries from the state at that moment.
  const [menu, setMenu] = useState<{ agentId: string | undefined }>({ agentId: undefined });

  const onClick = (event: MouseEvent) => {
    const id = idAt(event.target);
    if (id === undefined) return;
    if (event.shiftKey) useSelection.setState((state) => extended(state, id, ids));
    else if (event.ctrlKey || event.metaKey) useSelection.setState((state) => toggled(state, id));
    else {
      useSelection.setState({ ids: [], anchorId: id });
      selectAgent(id);
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const id = idAt(event.target);
    if (id === undefined) return;
    if (event.key === ' ' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      useSelection.setState((state) => toggled(state, id));
    } else if (event.key === 'Escape') clearSelection();
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (event.altKey) return;
      event.preventDefault();
      const next = ids[ids.indexOf(id) + (event.key === 'ArrowDown' ? 1 : -1)];
      if (next === undefined) return;
      if (event.shiftKey) {
        const { anchorId } = useSelection.getState();
        useSelection.setState((state) => extended({ ...state, anchorId: anchorId ?? id }, next, ids));
      }
      list.current?.querySelector<HTMLElement>(`[data-agent-row="${CSS.escape(next)}"]`)?.focus();
    }
  };

  return (
    <div ref={list} className="relative">
      <ContextMenu entries={entriesFor(menu.agentId)}>
        <ul
          aria-label="Agents"
          className="flex flex-col gap-px p-1.5"
          onClick={onClick}
          onKeyDown={onKeyDown}
          onContextMenuCapture={(event) => setMenu({ agentId: idAt(event.target) })}
        >
          {ids.map((id) => (
            <AgentRow key={id} agentId={id} compact={compact} />
          ))}
        </ul>
      </ContextMenu>
      <SparklineLayer container={list} layoutKey={compact ? 'compact' : ids.join(' ')} />
    </div>
  );
}

/** Builds the entries from the state at the moment the menu opens. */
function entriesFor(agentId: string | undefined) {
  const { agentsById } = useStore.getState();
  const agent = agentId === undefined ? undefined : agentsById[agentId];
  if (!agent) return [];
  const { ids } = useSelection.getState();
  if (ids.length < 2 || !ids.includes(agent.id)) return agentMenu(agent);
  return selectionMenu(ids.flatMap((id) => agentsById[id] ?? []));
}
