import { useMemo, useState } from 'react';
import { isSsh } from '../egress/decision-labels.ts';
import { GIT_OVER_HTTPS } from '../egress/no-way-out.tsx';
import { useEgress } from '../egress/use-egress.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { formatNumber } from '../format/number.ts';
import { useEngineCall } from '../ipc/use-engine-call.ts';
import { PortsPanel } from '../ports/ports-panel.tsx';
import { useStore } from '../store/store.ts';
import { useAgentName } from '../store/use-agent.ts';
import { Button } from '../ui/buttons/button.tsx';
import { SegmentedControl } from '../ui/fields/radio-group.tsx';
import { SearchField } from '../ui/fields/search-field.tsx';
import { IconDownload, IconFilter, IconNetwork } from '../ui/icons.ts';
import { Callout } from '../ui/states/callout.tsx';
import { EmptyState } from '../ui/states/empty-state.tsx';
import { Skeleton } from '../ui/states/skeleton.tsx';
import { blockedHosts } from './blocked-hosts.ts';
import { BlockedHostsPanel } from './blocked-hosts-panel.tsx';
import { exportRequests } from './export-requests.ts';
import { failedHosts } from './failed-handshakes.ts';
import { FailedHandshakesPanel } from './failed-handshakes-panel.tsx';
import { HostTotals } from './host-totals.tsx';
import { filterRows, type NetworkWindow, type VerdictFilter } from './network-window.ts';
import { RequestTable } from './request-table.tsx';
import { TrafficGraph } from './traffic-graph.tsx';
import { useNetworkFeed } from './use-network-feed.ts';
import { verifiedHosts } from './verified-hosts.ts';

const verdicts = [
  { value: 'all', label: 'All' },
  { value: 'allowed', label: 'Allowed' },
  { value: 'blocked', label: 'Blocked' },
] as const;
const parts = [
  { value: 'requests', label: 'Requests' },
  { value: 'hosts', label: 'Hosts' },
  { value: 'ports', label: 'Ports' },
] as const;

/** Shows every decision of the gateway about an agent, and the blocked hosts. */
export function NetworkView({ agentId }: { agentId: string }) {
  const { feed, version } = useNetworkFeed(agentId);
  const egress = useEgress(agentId);
  const [part, setPart] = useState<'requests' | 'hosts' | 'ports'>('requests');
  const [text, setText] = useState('');
  const [verdict, setVerdict] = useState<VerdictFilter>('all');
  const { rows } = feed.window;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows change in place; the version tells
  const matches = useMemo(() => filterRows(rows, text, verdict), [rows, version, text, verdict]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const blocked = useMemo(() => blockedHosts(rows), [rows, version]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const failed = useMemo(() => failedHosts(rows), [rows, version]);
  const newest = useStore(({ verificationById }) => verificationById[agentId]?.newest?.startedAt);
  const { data: history } = useEngineCall('verification.history', { agentId }, newest);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const verified = useMemo(
    () =>
      verifiedHosts(
        rows,
        (history ?? []).map(({ startedAt }) => startedAt),
      ),
    [rows, version, history],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const triedSsh = useMemo(() => rows.some(isSsh), [rows, version]);
  if (feed.state.status === 'failed' && part !== 'ports') {
    return (
      <div className="p-4">
        <AppErrorPanel
          title="The requests cannot be read"
          error={{ ...feed.state.error, actions: [{ kind: 'retry', label: 'Retry' }] }}
          context={{ retry: () => feed.open() }}
        />
      </div>
    );
  }
  const filtered = text.trim() !== '' || verdict !== 'all';
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-1.5">
        <SegmentedControl label="Show" labelHidden options={parts} value={part} onValueChange={setPart} />
        {part === 'requests' && (
          <>
            <SearchField
              label="Filter requests"
              placeholder="Host or path"
              className="w-44 xl:w-56"
              value={text}
              onValueChange={setText}
            />
            <SegmentedControl
              label="Verdict"
              labelHidden
              options={verdicts}
              value={verdict}
              onValueChange={setVerdict}
            />
          </>
        )}
        <div className="flex-1" />
        {part !== 'ports' && <Export agentId={agentId} />}
      </div>
      {triedSsh && part !== 'ports' && (
        <Callout tone="accent" title="The agent tried SSH" className="m-3 shrink-0">
          SSH has no way out, in any mode. Use HTTPS; this makes git do so:{' '}
          <code className="font-mono text-xs" data-selectable>
            {GIT_OVER_HTTPS}
          </code>
        </Callout>
      )}
      {rows.length > 0 && part !== 'ports' && <TrafficGraph rows={rows} version={version} />}
      {blocked.length > 0 && part !== 'ports' && (
        <BlockedHostsPanel agentId={agentId} hosts={blocked} state={egress.state} verified={verified} />
      )}
      {failed.length > 0 && part !== 'ports' && (
        <FailedHandshakesPanel agentId={agentId} hosts={failed} state={egress.state} />
      )}
      {part === 'ports' ? (
        <PortsPanel agentId={agentId} />
      ) : rows.length === 0 ? (
        <Nothing loading={feed.state.status === 'loading'} off={egress.state?.wanted.mode === 'off'} />
      ) : part === 'hosts' ? (
        <HostTotals agentId={agentId} />
      ) : matches.length === 0 ? (
        <EmptyState icon={IconFilter} title="No request matches">
          {formatNumber(rows.length)} requests were searched. New ones are searched as they come.
        </EmptyState>
      ) : (
        <RequestTable rows={matches} added={filtered ? 0 : feed.window.added} />
      )}
      {part !== 'ports' && (
        <Counts window={feed.window} shown={matches.length} filtered={filtered && part === 'requests'} />
      )}
    </div>
  );
}

function Export({ agentId }: { agentId: string }) {
  const [busy, setBusy] = useState(false);
  const name = useAgentName(agentId) ?? 'agent';
  const start = () => {
    setBusy(true);
    void exportRequests(agentId, name).finally(() => setBusy(false));
  };
  return (
    <Button size="sm" icon={IconDownload} busy={busy} onClick={start}>
      Export requests
    </Button>
  );
}

/** Explains which requests appear here, and which never leave the agent. */
function Nothing({ loading, off }: { loading: boolean; off: boolean }) {
  if (loading) return <Skeleton className="m-4 h-24" />;
  return (
    <EmptyState icon={IconNetwork} title="No requests yet">
      <p>
        Every HTTP and HTTPS request of this agent appears here with the gateway’s decision
        {off ? '; egress is Off, so all of them are blocked' : ''}.
      </p>
      <p className="mt-2 text-sm">
        UDP, QUIC and SSH have no way out by design and leave no trace here. Use git over HTTPS instead of
        SSH:
      </p>
      <code className="mt-1 block font-mono text-xs" data-selectable>
        {GIT_OVER_HTTPS}
      </code>
    </EmptyState>
  );
}

/** Shows the number of requests, of matches, and of requests that are missing. */
function Counts(props: { window: NetworkWindow; shown: number; filtered: boolean }) {
  const { rows, leftOut, missed } = props.window;
  return (
    <div className="figures flex h-6 shrink-0 items-center gap-4 border-t px-4 text-muted text-sm">
      <span className="whitespace-nowrap">
        {props.filtered
          ? `${formatNumber(props.shown)} of ${formatNumber(rows.length)} requests match`
          : `${formatNumber(rows.length)} requests`}
      </span>
      {leftOut > 0 && <span className="truncate">Older ones are left out; the export has them.</span>}
      {missed > 0 && (
        <span className="truncate">
          {formatNumber(missed)} decisions, of any agent, were made while the app was closed and could not be
          kept.
        </span>
      )}
      {rows.length > 0 && (
        <span className="ml-auto truncate">UDP, QUIC and SSH have no way out: use git over HTTPS.</span>
      )}
    </div>
  );
}
