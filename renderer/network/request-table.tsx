import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useLayoutEffect, useRef } from 'react';
import type { Decision } from '../../electron/contract/egress.ts';
import { printable } from '../../electron/lib/printable.ts';
import { decisionLabel } from '../egress/decision-labels.ts';
import { formatFixed } from '../format/number.ts';
import { formatBytes } from '../format/quantity.ts';
import { formatDateTime, formatTime } from '../format/time.ts';
import { Badge } from '../ui/badge.tsx';
import { IconCheck, IconLock } from '../ui/icons.ts';
import { Td, Th, Tr } from '../ui/layout/table.tsx';

const ROW_PX = 28;
const columns = [
  { title: 'Time', className: 'w-[100px]' },
  { title: 'Method', className: 'w-[80px]' },
  { title: 'Host', className: 'w-[17%]' },
  { title: 'Path', className: '' },
  { title: 'Verdict', className: 'w-[92px]' },
  { title: 'Rule', className: 'w-[14%]' },
  { title: 'Credential', className: 'w-[8%]' },
  { title: 'Status', className: 'w-[60px]', align: 'right' },
  { title: 'Up', className: 'w-[76px]', align: 'right' },
  { title: 'Down', className: 'w-[76px]', align: 'right' },
  { title: 'Duration', className: 'w-[84px]', align: 'right' },
] as const;

/** Requests, newest first. In a scrolled list, the visible rows stay in place when new ones arrive. */
export function RequestTable({ rows, added }: { rows: readonly Decision[]; added: number }) {
  const scroller = useRef<HTMLDivElement>(null);
  const lastAdded = useRef(added);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 15,
  });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element && element.scrollTop > 0) element.scrollTop += (added - lastAdded.current) * ROW_PX;
    lastAdded.current = added;
  }, [added]);
  const visible = virtual.getVirtualItems();
  const abovePx = visible[0]?.start ?? 0;
  const belowPx = virtual.getTotalSize() - (visible.at(-1)?.end ?? 0);
  return (
    <div
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard
      tabIndex={0}
      data-selectable
      className="min-h-0 flex-1 overflow-auto outline-offset-[-2px]"
    >
      <table
        aria-label="Requests"
        aria-rowcount={rows.length + 1}
        data-dense
        className="group/table w-full min-w-[1144px] table-fixed border-separate border-spacing-0 text-left"
      >
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(({ title, className, ...rest }) => (
              <Th key={title} className={className} {...rest}>
                {title}
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer heightPx={abovePx} />
          {visible.map(({ index }) => {
            const row = rows[index];
            return row && <Row key={row.flowId} row={row} index={index} />;
          })}
          <Spacer heightPx={belowPx} />
        </tbody>
      </table>
    </div>
  );
}

/** Takes the space of the rows that are not rendered. */
function Spacer({ heightPx }: { heightPx: number }) {
  return heightPx > 0 && <tr aria-hidden style={{ height: heightPx }} />;
}

const Row = memo(function Row({ row, index }: { row: Decision; index: number }) {
  const host = printable(row.host) + (row.port === 80 || row.port === 443 ? '' : `:${row.port}`);
  const path = pathOf(row);
  const reasonText = decisionLabel(row);
  const credentials = row.secretNames?.join(', ') ?? '';
  const isBlocked = row.verdict === 'blocked';
  return (
    <Tr aria-rowindex={index + 2}>
      <Td className="figures text-sm whitespace-nowrap" title={formatDateTime(row.time)}>
        {formatTime(row.time, true)}
      </Td>
      <Td mono className="truncate">
        {methodOf(row)}
      </Td>
      <Td mono className="truncate" title={host}>
        {host}
      </Td>
      <Td mono className="truncate text-muted" title={path.title}>
        {path.content}
      </Td>
      <Td>
        <VerdictBadge verdict={row.verdict} />
      </Td>
      <Td className="truncate text-muted text-sm" title={reasonText}>
        {reasonText}
      </Td>
      <Td className="truncate text-sm" title={credentials}>
        {credentials}
      </Td>
      <Td align="right" className="text-sm">
        {row.status ?? '–'}
      </Td>
      <Td align="right" className="text-sm">
        {isBlocked ? '–' : formatBytes(row.bytesUp)}
      </Td>
      <Td align="right" className="text-sm">
        {isBlocked ? '–' : formatBytes(row.bytesDown)}
      </Td>
      <Td align="right" className="text-sm">
        {durationOf(row)}
      </Td>
    </Tr>
  );
});

function VerdictBadge({ verdict }: Pick<Decision, 'verdict'>) {
  return verdict === 'allowed' ? (
    <Badge tone="success" icon={IconCheck}>
      Allowed
    </Badge>
  ) : (
    <Badge tone="danger" icon={IconLock}>
      Blocked
    </Badge>
  );
}

function methodOf({ kind, method, count }: Decision): string {
  if (kind === 'dns') return count === undefined || count === 1 ? 'DNS' : `DNS ×${count}`;
  return printable(method ?? '–');
}

function pathOf({ kind, path }: Decision): { content: string; title: string } {
  if (path !== undefined) return { content: printable(path), title: printable(path) };
  if (kind === 'tunnel') return { content: 'encrypted', title: 'A TLS tunnel: the gateway does not read it' };
  return { content: '–', title: '' };
}

function durationOf({ verdict, final, durationMs }: Decision): string {
  if (verdict === 'blocked') return '–';
  if (!final) return 'open';
  if (durationMs < 1_000) return `${Math.round(durationMs)} ms`;
  return `${formatFixed(durationMs / 1_000, durationMs < 10_000 ? 1 : 0)} s`;
}
