import { memo } from 'react';
import type { Agent } from '../../electron/contract/agent.ts';
import { formatBytes, formatPercent } from '../format/quantity.ts';
import { SparklineSlot } from '../sparkline/sparkline-layer.tsx';
import { useSamples } from '../stats/samples.ts';
import { useStore } from '../store/store.ts';
import { cx } from '../ui/cx.ts';
import { EgressIcon, egressLabel } from '../ui/egress-icon.tsx';
import { IconAlertTriangle, IconCheck } from '../ui/icons.ts';
import { StatusDot, statusLabel } from '../ui/status-dot.tsx';
import { agentTypeIcon } from './agent-type.ts';
import { attentionOf } from './attention.ts';
import { MemoryBar } from './memory-bar.tsx';
import { useSelection } from './selection.ts';

/**
 * One agent in the sidebar. The button's name is the agent's name alone; everything else that the row shows is
 * its description. Clicks and keys are handled by the list.
 */
export const AgentRow = memo(function AgentRow({ agentId, compact }: { agentId: string; compact: boolean }) {
  const agent = useStore((state) => state.agentsById[agentId]);
  const current = useStore((state) => state.selectedAgentId === agentId);
  const picked = useSelection((state) => state.ids.includes(agentId));
  if (!agent) return null;
  const attention = attentionOf(agent);
  const TypeIcon = agent.spec ? agentTypeIcon[agent.spec.type] : IconAlertTriangle;
  return (
    <li className="relative">
      <button
        type="button"
        aria-label={agent.name}
        aria-describedby={`row-${agentId}`}
        aria-current={current ? 'page' : undefined}
        data-agent-row={agentId}
        title={compact ? agent.name : undefined}
        className={cx(
          'flex h-8 w-full items-center gap-2 rounded-md px-2 text-left outline-offset-[-2px] hover:bg-hover',
          current && 'bg-selected hover:bg-selected',
          picked && 'bg-accent-soft hover:bg-accent-soft',
        )}
      >
        <StatusDot status={agent.status} />
        {!compact && (
          <>
            {picked ? (
              <IconCheck aria-hidden size={14} stroke={2.5} className="shrink-0 text-accent" />
            ) : (
              <TypeIcon aria-hidden size={14} stroke={1.75} className="shrink-0 text-subtle" />
            )}
            <span className={cx('min-w-0 flex-1 truncate', agent.status === 'stopped' && 'text-muted')}>
              {agent.name}
            </span>
            {attention && (
              <IconAlertTriangle aria-hidden size={14} stroke={2} className="shrink-0 text-paused" />
            )}
            {agent.status === 'running' && (
              <>
                <SparklineSlot agentId={agentId} metric="cpu" className="h-5 w-11 shrink-0" />
                <MemoryBar agentId={agentId} limitBytes={agent.limits.memoryBytes} />
              </>
            )}
            {agent.spec && <EgressIcon mode={agent.spec.egress.mode} size={13} />}
          </>
        )}
      </button>
      <RowDescription agent={agent} attention={attention} picked={picked} />
    </li>
  );
});

/** The row in words, for assistive technology. */
function RowDescription(props: { agent: Agent; attention: string | null; picked: boolean }) {
  const { agent, attention, picked } = props;
  const sample = useSamples((state) => state.latest[agent.id]);
  const words = [
    statusLabel[agent.status],
    picked && 'selected',
    attention,
    agent.spec && `egress ${egressLabel[agent.spec.egress.mode]}`,
    sample && `CPU ${formatPercent(sample.cpuPercent)}, memory ${formatBytes(sample.memoryBytes)}`,
  ];
  return (
    <span id={`row-${agent.id}`} hidden>
      {words.filter(Boolean).join(', ')}
    </span>
  );
}
