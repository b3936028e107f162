import { useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useSamples } from '../stats/samples.ts';
import { openDialog } from '../store/actions.ts';
import { selectAgentIds } from '../store/slices/agents-slice.ts';
import { selectEngine } from '../store/slices/engine-slice.ts';
import { selectWelcoming } from '../store/slices/welcome-slice.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/buttons/button.tsx';
import { IconFilter, IconServer } from '../ui/icons.ts';
import { EmptyState } from '../ui/states/empty-state.tsx';
import { Skeleton } from '../ui/states/skeleton.tsx';
import { Welcome } from '../welcome/welcome.tsx';
import { FleetFilters } from './fleet-filters.tsx';
import { FleetTable } from './fleet-table.tsx';
import { type FleetFilter, type FleetSort, fleetIds, noFilter } from './fleet-view.ts';
import { NoAgents } from './no-agents.tsx';

/** All agents in one table, with status, resource use and egress. */
export function FleetPage() {
  const all = useStore(selectAgentIds);
  const [filter, setFilter] = useState<FleetFilter>(noFilter);
  if (all === null || all.length === 0) return <EmptyFleet isKnown={all !== null} />;
  return (
    <>
      <header className="flex shrink-0 flex-wrap items-end gap-x-4 gap-y-2 px-4 pt-3 pb-2">
        <h1 className="flex-1 font-semibold text-xl">Fleet</h1>
        <FleetFilters filter={filter} onFilterChange={setFilter} />
      </header>
      <FleetList filter={filter} onClear={() => setFilter(noFilter)} />
    </>
  );
}

/** Without agents, or before the first list arrives. Without an engine the alert above shows the reason. */
function EmptyFleet({ isKnown }: { isKnown: boolean }) {
  const reachable = useStore(selectEngine).status !== 'unreachable';
  // Until it is known that there are no agents, the welcome might be for nothing. Once it is there it stays, with what was
  // chosen in it, also while an engine that was started is connected to.
  const [isWelcome, setIsWelcome] = useState(false);
  if ((isKnown || !reachable) && !isWelcome) setIsWelcome(true);
  const isLoading = !isKnown && reachable;
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      <h1 className={!isLoading ? 'sr-only' : 'px-4 pt-3 pb-2 font-semibold text-xl'}>Fleet</h1>
      {isWelcome && <Welcome />}
      {isLoading && <Loading />}
      {isKnown ? <NoAgents /> : !reachable && <NoEngine />}
    </div>
  );
}

/** What the welcome offers stands above; after it, the settings lead to every way to an engine. */
function NoEngine() {
  if (useStore(selectWelcoming)) return null;
  return (
    <EmptyState
      icon={IconServer}
      title="No engine answers"
      action={
        <Button onClick={() => openDialog({ kind: 'settings', section: 'engine' })}>Ways to get one</Button>
      }
    >
      Agents run on a Docker engine. Those that you have show here as soon as it answers.
    </EmptyState>
  );
}

function Loading() {
  return (
    <div aria-hidden className="flex flex-col gap-4 p-4">
      <Skeleton className="h-4 w-full" />
      <Skeleton className="h-4 w-full" />
      <Skeleton className="h-4 w-full" />
    </div>
  );
}

function FleetList({ filter, onClear }: { filter: FleetFilter; onClear: () => void }) {
  const [sort, setSort] = useState<FleetSort>({ key: 'name', direction: 'ascending' });
  const ids = useFleetIds(filter, sort);
  if (ids.length > 0) return <FleetTable ids={ids} sort={sort} onSortChange={setSort} />;
  return (
    <EmptyState
      icon={IconFilter}
      title="No agent passes the filter"
      action={<Button onClick={onClear}>Clear filter</Button>}
    />
  );
}

/** The sorted ids. They follow readings only when the table is sorted by a reading. */
function useFleetIds(filter: FleetFilter, sort: FleetSort): readonly string[] {
  const byReading = sort.key === 'cpu' || sort.key === 'memory' || sort.key === 'network';
  const latest = useSamples((state) => (byReading ? state.latest : noReadings));
  return useStore(useShallow(({ agentsById }) => fleetIds(Object.values(agentsById), latest, filter, sort)));
}

const noReadings = {};
