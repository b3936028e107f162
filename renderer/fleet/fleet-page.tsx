import { useMemo, useRef, useState } from 'react';
import { SparklineLayer } from '../sparkline/sparkline-layer.tsx';
import { useSamples } from '../stats/samples.ts';
import { openDialog } from '../store/actions.ts';
import { type AppState, useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { IconBox, IconFilter, IconPlus } from '../ui/icons.ts';
import { Th, Tr } from '../ui/table.tsx';
import { FleetFilters } from './fleet-filters.tsx';
import { FleetRow } from './fleet-row.tsx';
import {
  type FleetFilter,
  type FleetSort,
  fleetIds,
  nextSort,
  noFilter,
  type SortKey,
} from './fleet-view.ts';

const selectAll = (state: AppState) => state.agentIds;

/** Every agent at one glance: what it does, what it costs, what it may reach. */
export function FleetPage() {
  const all = useStore(selectAll);
  const [filter, setFilter] = useState<FleetFilter>(noFilter);
  if (all === null) return null;
  if (all.length === 0) return <NoAgents />;
  return (
    <>
      <header className="flex shrink-0 flex-wrap items-end gap-x-4 gap-y-2 px-4 pt-3 pb-2">
        <h1 className="flex-1 font-semibold text-xl">Fleet</h1>
        <FleetFilters filter={filter} onFilterChange={setFilter} />
      </header>
      <FleetTable filter={filter} onClear={() => setFilter(noFilter)} />
    </>
  );
}

function NoAgents() {
  const reachable = useStore((state) => state.engine.status === 'connected');
  return (
    <>
      <h1 className="sr-only">Fleet</h1>
      <EmptyState
        icon={IconBox}
        title="No agents yet"
        action={
          <Button
            variant="primary"
            icon={IconPlus}
            disabled={!reachable}
            onClick={() => openDialog({ kind: 'new-agent' })}
          >
            Create an agent
          </Button>
        }
      >
        An agent works in its own sandbox: a container with its own network and workspace, cut off from the
        internet until you say otherwise.
      </EmptyState>
    </>
  );
}

const columns: readonly { key: SortKey | null; label: string; align?: 'right'; className?: string }[] = [
  { key: 'name', label: 'Name' },
  { key: 'status', label: 'Status', className: 'w-28' },
  { key: 'cpu', label: 'CPU', className: 'w-40' },
  { key: 'memory', label: 'Memory', className: 'w-44' },
  { key: 'network', label: 'Network', className: 'w-44' },
  { key: null, label: 'Egress', className: 'w-24' },
  { key: 'created', label: 'Created', align: 'right', className: 'w-24' },
];

function FleetTable({ filter, onClear }: { filter: FleetFilter; onClear: () => void }) {
  const [sort, setSort] = useState<FleetSort>({ key: 'name', direction: 'ascending' });
  const ids = useFleetIds(filter, sort);
  const body = useRef<HTMLDivElement>(null);
  if (ids.length === 0) {
    return (
      <EmptyState
        icon={IconFilter}
        title="No agent passes the filter"
        action={<Button onClick={onClear}>Clear filter</Button>}
      />
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <div className="min-h-0 flex-1 overflow-auto" tabIndex={0}>
      <div ref={body} className="relative min-w-[1010px]">
        <table aria-label="Fleet" className="w-full table-fixed border-separate border-spacing-0 text-left">
          <thead>
            <tr>
              {columns.map(({ key, label, align, className }) => (
                <Th
                  key={label}
                  align={align}
                  className={className}
                  sorted={sort.key === key ? sort.direction : undefined}
                  onSort={key ? () => setSort(nextSort(sort, key)) : undefined}
                >
                  {label}
                </Th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ids.map((id) => (
              <Tr key={id}>
                <FleetRow agentId={id} />
              </Tr>
            ))}
          </tbody>
        </table>
        <SparklineLayer container={body} layoutKey={ids.join(' ')} />
      </div>
    </div>
  );
}

/** Sorted by a reading the order follows the readings, otherwise only the agents. */
function useFleetIds(filter: FleetFilter, sort: FleetSort): readonly string[] {
  const byId = useStore((state) => state.agentsById);
  const byReading = sort.key === 'cpu' || sort.key === 'memory' || sort.key === 'network';
  const latest = useSamples((state) => (byReading ? state.latest : noReadings));
  return useMemo(() => fleetIds(Object.values(byId), latest, filter, sort), [byId, latest, filter, sort]);
}

const noReadings = {};
