import { memo } from 'react';
import { SparklineSlot } from '../../sparkline/sparkline-layer.tsx';
import { egressModeOf } from '../../store/slices/egress-slice.ts';
import { useStore } from '../../store/store.ts';
import { useAgent } from '../../store/use-agent.ts';
import { cx } from '../../ui/cx.ts';
import { EgressIcon, egressLabel } from '../../ui/egress-icon.tsx';
import { IconAlertTriangle, IconCheck } from '../../ui/icons.ts';
import { StatusDot, statusLabel } from '../../ui/states/status-dot.tsx';
import { toneText } from '../../ui/tone.ts';
import { useTypeIcon } from '../agent-type.ts';
import { useAttention } from '../attention/use-attention.ts';
import { MemoryBar } from '../memory/memory-bar.tsx';
import { useSelection } from './selection.ts';

/**
 * One agent in the sidebar. The button's name is the agent's name alone; everything else that the row shows is
 * its description. Clicks and keys are handled by the list.
 */
export const AgentRow = memo(function AgentRow({ agentId, compact }: { agentId: string; compact: boolean }) {
  const agent = useAgent(agentId);
  const current = useStore((state) => state.selectedAgentId === agentId);
  const egress = useStore((state) => egressModeOf(state, agentId));
  const picked = useSelection((state) => state.ids.includes(agentId));
  const TypeIcon = useTypeIcon(agent?.spec?.type);
  const attention = useAttention(agent);
  if (!agent) return null;
  const description = [
    statusLabel[agent.status],
    picked && 'selected',
    attention?.words,
    egress && `egress ${egressLabel[egress]}`,
  ]
    .filter(Boolean)
    .join(', ');
  return (
    <li className="relative">
      <button
        type="button"
        aria-label={agent.name}
        aria-description={description}
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
            {agent.status === 'running' && (
              <SparklineSlot agentId={agentId} metric="cpu" className="h-5 w-9 shrink-0" />
            )}
            {/* The sign takes the place of the bar, so that the sparkline stays where it is. */}
            {attention ? (
              <span className={cx('flex w-6 shrink-0 justify-center', toneText[attention.tone])}>
                <IconAlertTriangle aria-hidden size={14} stroke={2} />
              </span>
            ) : (
              agent.status === 'running' && (
                <MemoryBar agentId={agentId} limitBytes={agent.limits.memoryBytes} className="w-6" />
              )
            )}
            {egress && <EgressIcon mode={egress} size={13} />}
          </>
        )}
      </button>
    </li>
  );
});
