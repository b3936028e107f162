import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import type { RootChanges } from '../../electron/contract/changes.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { formatNumber } from '../format/number.ts';
import { useEngineCall } from '../ipc/use-engine-call.ts';
import { useStore } from '../store/store.ts';
import { Badge } from '../ui/badge.tsx';
import { IconAlertTriangle, IconBox, IconFilter } from '../ui/icons.ts';
import { EmptyState } from '../ui/states/empty-state.tsx';
import { Skeleton } from '../ui/states/skeleton.tsx';
import { riskTitle, statusLook } from './change-labels.ts';
import { visibleText } from './visible-text.ts';

const ROW_PX = 28;
const REFRESH_MS = 10_000;

/** The differences between the agent's root file system and its image, without the workspace and other volumes. */
export function RootView({ agentId, filter }: { agentId: string; filter: string }) {
  const containerId = useStore(({ agentsById }) => agentsById[agentId]?.containerId);
  const { data, error, reload } = useEngineCall('changes.root', { agentId }, containerId, REFRESH_MS);
  if (error && !data) {
    return (
      <div className="p-4">
        <AppErrorPanel
          title="The root file system cannot be read"
          error={{ ...error, actions: [{ kind: 'retry', label: 'Retry' }] }}
          context={{ retry: reload }}
        />
      </div>
    );
  }
  if (!data) return <Skeleton className="m-4 h-48" />;
  if (data.entries.length === 0) {
    return (
      <EmptyState icon={IconBox} title="Nothing changed outside the workspace">
        {data.readOnly
          ? 'The root file system is read-only: the agent can write to its workspace, its home and temporary folders alone.'
          : 'The root file system may be written to; nothing in it differs from the image.'}
      </EmptyState>
    );
  }
  return <RootTable changes={data} filter={filter} />;
}

function RootTable({ changes, filter }: { changes: RootChanges; filter: string }) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => {
    const text = filter.trim().toLowerCase();
    const shown = changes.entries.filter(({ path }) => path.toLowerCase().includes(text));
    return [
      ...shown.filter(({ risks }) => risks.length > 0),
      ...shown.filter(({ risks }) => risks.length === 0),
    ];
  }, [changes, filter]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 15,
  });
  if (rows.length === 0) return <EmptyState icon={IconFilter} title="No path matches" />;
  return (
    <>
      <div
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area must be reachable by keyboard
        tabIndex={0}
        data-selectable
        className="min-h-0 flex-1 overflow-auto outline-offset-[-2px]"
      >
        {/* biome-ignore lint/a11y/useSemanticElements: rows are drawn only while in sight */}
        <div
          role="list"
          aria-label="Root file system changes"
          className="relative"
          style={{ height: virtual.getTotalSize() }}
        >
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            if (!row) return null;
            const { letter, word, tone } = statusLook[row.change];
            return (
              // biome-ignore lint/a11y/useSemanticElements: see the list
              <div
                key={row.path}
                role="listitem"
                aria-setsize={rows.length}
                aria-posinset={index + 1}
                className="absolute inset-x-0 flex items-center gap-2 px-4"
                style={{ top: start, height: ROW_PX }}
              >
                <Badge tone={tone} className="w-5 justify-center font-mono">
                  <span aria-hidden>{letter}</span>
                  <span className="sr-only">{word}</span>
                </Badge>
                <span className="min-w-0 truncate font-mono text-sm" title={visibleText(row.path)}>
                  {visibleText(row.path)}
                </span>
                {row.risks[0] && (
                  <span className="ml-auto flex shrink-0 items-center gap-1 text-paused text-sm">
                    <IconAlertTriangle aria-hidden size={14} stroke={1.75} />
                    {riskTitle[row.risks[0].kind]}
                  </span>
                )}
              </div>
            );
          })}
        </div>
      </div>
      <div className="figures flex h-6 shrink-0 items-center border-t px-4 text-muted text-sm">
        {formatNumber(rows.length)} paths differ from the image
        {changes.leftOut > 0 && `; ${formatNumber(changes.leftOut)} more are not listed`}
      </div>
    </>
  );
}
