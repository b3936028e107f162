import { useDeferredValue, useMemo, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { ariaKeysOf, keysOf } from '../../keys/platform.ts';
import { shortcuts } from '../../keys/shortcuts.ts';
import { openDialog, selectAgent, showTasks, toggleSidebar } from '../../store/actions.ts';
import { selectAgentIds } from '../../store/slices/agents-slice.ts';
import { selectSettings } from '../../store/slices/app-slice.ts';
import { selectEngine } from '../../store/slices/engine-slice.ts';
import { selectTasks } from '../../store/slices/tasks-slice.ts';
import { selectOverview, selectSelectedAgentId } from '../../store/slices/window-slice.ts';
import { useStore } from '../../store/store.ts';
import { Button } from '../../ui/buttons/button.tsx';
import { IconButton } from '../../ui/buttons/icon-button.tsx';
import { cx } from '../../ui/cx.ts';
import { type Icon, IconLayoutGrid, IconLayoutSidebar, IconListCheck, IconPlus } from '../../ui/icons.ts';
import { SidePane } from '../../ui/layout/side-pane.tsx';
import { Tooltip } from '../../ui/overlays/tooltip.tsx';
import { Skeleton } from '../../ui/states/skeleton.tsx';
import { AgentList } from './agent-list.tsx';
import { matchesSearch } from './search.ts';
import { SEARCH_FIELD_ID } from './search-field.ts';
import { SelectionBar } from './selection-bar.tsx';
import { useSidebarWidth } from './sidebar-width.ts';

/** The narrowest that has room for both buttons at the top. */
const RANGE = { minPx: 248, maxPx: 420 };

const newAgent = () => openDialog({ kind: 'new-agent' });
const newTask = () => openDialog({ kind: 'new-task' });

/** The left side: New Agent, search, the fleet and every agent. Collapses to a rail of status dots. */
export function Sidebar() {
  const collapsed = useStore(selectSettings).sidebarCollapsed;
  const [widthPx, setWidthPx] = useSidebarWidth(RANGE);
  if (collapsed) {
    return (
      <nav aria-label="Agents" className="flex w-11 shrink-0 flex-col border-r bg-surface">
        <div className="flex flex-col items-center gap-1 p-2">
          <SidebarToggle label="Expand sidebar" />
          <IconButton
            label="New Agent"
            icon={IconPlus}
            shortcut={keysOf(shortcuts.newAgent)}
            onClick={newAgent}
          />
          <IconButton
            label="New Task"
            icon={IconListCheck}
            shortcut={keysOf(shortcuts.newTask)}
            onClick={newTask}
          />
        </div>
        <OverviewButtons compact />
        <Agents query="" compact />
      </nav>
    );
  }
  return (
    <nav aria-label="Agents" className="flex shrink-0 bg-surface">
      <SidePane resizeLabel="Resize sidebar" widthPx={widthPx} onWidthChange={setWidthPx} range={RANGE}>
        <FullSidebar />
      </SidePane>
    </nav>
  );
}

function FullSidebar() {
  const [query, setQuery] = useState('');
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 items-center gap-1.5 p-2">
        <Tooltip content="Create a sandboxed agent" shortcut={keysOf(shortcuts.newAgent)}>
          <Button
            variant="primary"
            icon={IconPlus}
            className="flex-1"
            onClick={newAgent}
            aria-keyshortcuts={ariaKeysOf(shortcuts.newAgent)}
          >
            New Agent
          </Button>
        </Tooltip>
        <Tooltip content="Hand over a task to agents" shortcut={keysOf(shortcuts.newTask)}>
          <Button className="flex-1" onClick={newTask} aria-keyshortcuts={ariaKeysOf(shortcuts.newTask)}>
            New Task
          </Button>
        </Tooltip>
        <SidebarToggle label="Collapse sidebar" />
      </div>
      <div className="shrink-0 px-2 pb-2">
        <input
          id={SEARCH_FIELD_ID}
          type="search"
          aria-label="Search agents"
          placeholder="Search agents"
          title={keysOf(shortcuts.searchAgents)}
          aria-keyshortcuts={ariaKeysOf(shortcuts.searchAgents)}
          autoComplete="off"
          spellCheck={false}
          className="control w-full"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </div>
      <OverviewButtons compact={false} />
      <Agents query={useDeferredValue(query)} compact={false} />
      <SelectionBar />
    </div>
  );
}

function SidebarToggle({ label }: { label: string }) {
  return (
    <IconButton
      label={label}
      icon={IconLayoutSidebar}
      shortcut={keysOf(shortcuts.toggleSidebar)}
      onClick={toggleSidebar}
    />
  );
}

/** What shows all agents, and all tasks. */
function OverviewButtons({ compact }: { compact: boolean }) {
  const isOverview = useStore(selectSelectedAgentId) === null;
  const overview = useStore(selectOverview);
  const agents = useStore(selectAgentIds)?.length ?? 0;
  const tasks = useStore(selectTasks)?.length ?? 0;
  return (
    <div className="shrink-0 px-1.5">
      <OverviewButton
        label="Fleet"
        title={`Show fleet (${keysOf(shortcuts.showFleet)})`}
        keys={ariaKeysOf(shortcuts.showFleet)}
        icon={IconLayoutGrid}
        count={agents}
        current={isOverview && overview === 'fleet'}
        compact={compact}
        onClick={() => selectAgent(null)}
      />
      <OverviewButton
        label="Tasks"
        title="Show tasks"
        icon={IconListCheck}
        count={tasks}
        current={isOverview && overview === 'tasks'}
        compact={compact}
        onClick={() => showTasks()}
      />
    </div>
  );
}

function OverviewButton(props: {
  label: string;
  title: string;
  /** As `aria-keyshortcuts` has them. */
  keys?: string;
  icon: Icon;
  count: number;
  current: boolean;
  compact: boolean;
  onClick: () => void;
}) {
  const { label, icon: Glyph, current, compact } = props;
  return (
    <button
      type="button"
      aria-label={label}
      aria-current={current ? 'page' : undefined}
      title={props.title}
      aria-keyshortcuts={props.keys}
      onClick={props.onClick}
      className={cx(
        'flex h-8 w-full items-center gap-2 rounded-md px-2 text-left outline-offset-[-2px] hover:bg-hover',
        current && 'bg-selected hover:bg-selected',
      )}
    >
      <Glyph aria-hidden size={compact ? 14 : 15} stroke={1.75} className="-ml-px shrink-0 text-muted" />
      {!compact && (
        <>
          <span className="flex-1">{label}</span>
          <span className="figures text-sm text-subtle">{props.count}</span>
        </>
      )}
    </button>
  );
}

function Agents({ query, compact }: { query: string; compact: boolean }) {
  const all = useStore(selectAgentIds);
  const matches = useStore(
    useShallow((state) =>
      query === ''
        ? state.agentIds
        : (state.agentIds?.filter((id) => {
            const agent = state.agentsById[id];
            return agent !== undefined && matchesSearch(agent, query);
          }) ?? null),
    ),
  );
  const ids = useMemo(() => matches ?? [], [matches]);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      {all === null && !compact && <Unlisted />}
      {all !== null && <AgentList ids={ids} compact={compact} />}
      {!compact && query !== '' && ids.length === 0 && (
        <p role="status" className="px-4 py-2 text-subtle">
          No agent matches “{query}”.
        </p>
      )}
    </div>
  );
}

/** Before the first list arrives. Without an engine none is on its way. */
function Unlisted() {
  const reachable = useStore(selectEngine).status !== 'unreachable';
  if (!reachable)
    return <p className="px-4 py-2 text-sm text-subtle">Your agents show here once an engine answers.</p>;
  return (
    <div className="flex flex-col gap-3 p-4" aria-hidden>
      <Skeleton className="h-3 w-32" />
      <Skeleton className="h-3 w-40" />
      <Skeleton className="h-3 w-24" />
    </div>
  );
}
