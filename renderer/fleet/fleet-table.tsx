import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { SparklineLayer } from '../sparkline/sparkline-layer.tsx';
import { useSteadyRows } from '../ui/layout/steady-rows.ts';
import { Th, Tr } from '../ui/layout/table.tsx';
import { FleetRow } from './fleet-row.tsx';
import { type FleetSort, nextSort, type SortKey } from './fleet-view.ts';

/** The height of a row, and the rendered rows beyond the edges, so that two hundred agents cost as much as thirty. */
const ROW_PX = 36;
const OVERSCAN_ROWS = 10;

/** Where the table is narrow the values alone are shown, so that all columns fit; the sidebar has sparklines too. */
const columns: readonly { key: SortKey | null; label: string; align?: 'right'; className?: string }[] = [
  { key: 'name', label: 'Name' },
  { key: 'status', label: 'Status', className: 'w-28' },
  { key: 'cpu', label: 'CPU', className: 'w-18 @min-[1010px]:w-40' },
  { key: 'memory', label: 'Memory', className: 'w-24 @min-[1010px]:w-44' },
  { key: 'network', label: 'Network', className: 'w-26 @min-[1010px]:w-44' },
  { key: null, label: 'Egress', className: 'w-24' },
  { key: 'created', label: 'Created', align: 'right', className: 'w-24' },
];

/** One row per id, in this order; a click on a column head changes the order. */
export function FleetTable(props: {
  ids: readonly string[];
  sort: FleetSort;
  onSortChange: (sort: FleetSort) => void;
}) {
  const { sort, onSortChange } = props;
  // A new order that a person chooses counts at once; the pointer is then on the column's head, outside the rows.
  const steady = useSteadyRows(props.ids, (id) => id);
  const ids = steady.rows.map(({ key }) => key);
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN_ROWS,
  });
  const rows = virtualizer.getVirtualItems().flatMap(({ index }) => {
    const id = ids[index];
    return id === undefined ? [] : [{ index, id }];
  });
  const before = rows[0]?.index ?? 0;
  const after = ids.length - before - rows.length;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <div ref={scroller} className="@container min-h-0 flex-1 overflow-auto" tabIndex={0}>
      <div ref={content} className="relative min-w-[730px]">
        <table
          aria-label="Fleet"
          aria-rowcount={ids.length + 1}
          className="w-full table-fixed border-separate border-spacing-0 text-left"
        >
          <thead>
            <tr aria-rowindex={1}>
              {columns.map(({ key, label, align, className }) => (
                <Th
                  key={label}
                  align={align}
                  className={className}
                  sorted={sort.key === key ? sort.direction : undefined}
                  onSort={key ? () => onSortChange(nextSort(sort, key)) : undefined}
                >
                  {label}
                </Th>
              ))}
            </tr>
          </thead>
          <Spacer rows={before} />
          <tbody {...steady.holding}>
            {rows.map(({ index, id }) => (
              <Tr key={id} aria-rowindex={index + 2}>
                <FleetRow agentId={id} />
              </Tr>
            ))}
          </tbody>
          <Spacer rows={after} />
        </table>
        <SparklineLayer container={content} layoutKey={rows.map(({ id }) => id).join(' ')} />
      </div>
    </div>
  );
}

/** Fills the height of rows that are not rendered. */
function Spacer({ rows }: { rows: number }) {
  if (rows === 0) return null;
  return (
    <tbody aria-hidden>
      <tr>
        <td colSpan={columns.length} style={{ height: rows * ROW_PX }} />
      </tr>
    </tbody>
  );
}
