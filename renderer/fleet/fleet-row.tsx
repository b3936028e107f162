import { memo } from 'react';
import type { Quantity } from '../../electron/contract/sizes.ts';
import { useTypeIcon } from '../agents/agent-type.ts';
import { useAttention } from '../agents/attention/use-attention.ts';
import { GroupBadge } from '../agents/group/group-badge.tsx';
import { MemoryBar } from '../agents/memory/memory-bar.tsx';
import { Ago } from '../format/ago.tsx';
import { bytesQuantity, formatBytes, percentQuantity } from '../format/quantity.ts';
import { SparklineSlot } from '../sparkline/sparkline-layer.tsx';
import { useSamples } from '../stats/samples.ts';
import { selectAgent } from '../store/actions.ts';
import { egressModeOf } from '../store/slices/egress-slice.ts';
import { useStore } from '../store/store.ts';
import { useAgent } from '../store/use-agent.ts';
import { Badge } from '../ui/badge.tsx';
import { cx } from '../ui/cx.ts';
import { EgressIcon, egressLabel } from '../ui/egress-icon.tsx';
import { IconAlertTriangle } from '../ui/icons.ts';
import { Td } from '../ui/layout/table.tsx';
import { StatusBadge } from '../ui/states/status-dot.tsx';
import { toneText } from '../ui/tone.ts';

/** The cells of one agent. The numbers are separate components, so that a tick renders nothing else again. */
export const FleetRow = memo(function FleetRow({ agentId }: { agentId: string }) {
  const agent = useAgent(agentId);
  const egress = useStore((state) => egressModeOf(state, agentId));
  const TypeIcon = useTypeIcon(agent?.spec?.type);
  const attention = useAttention(agent);
  if (!agent) return null;
  const running = agent.status === 'running';
  return (
    <>
      <Td>
        <div className="flex min-w-0 items-center gap-2 overflow-hidden">
          <TypeIcon aria-hidden size={14} stroke={1.75} className="shrink-0 text-subtle" />
          <button
            type="button"
            aria-label={`Open ${agent.name}`}
            onClick={() => selectAgent(agentId)}
            className="max-w-[calc(100%-2.75rem)] shrink-0 truncate rounded-sm text-left font-medium hover:text-accent"
          >
            {agent.name}
          </button>
          {attention && (
            <IconAlertTriangle
              aria-label={attention.words}
              role="img"
              size={14}
              stroke={2}
              className={cx('shrink-0', toneText[attention.tone])}
            />
          )}
          {/* Tags have the room that the name leaves. One that does not fit goes to a line that is not shown, but for the
              first, which is cut; where nothing of it could be read, there is none. */}
          <span className="@container h-[18px] min-w-0 flex-1 overflow-hidden">
            <span className="hidden flex-wrap gap-1 @min-[2.5rem]:flex">
              <GroupBadge group={agent.spec?.group} className="max-w-full" />
              {agent.spec?.tags.map((tag) => (
                <Badge key={tag} className="max-w-full">
                  <span title={tag}>{tag}</span>
                </Badge>
              ))}
            </span>
          </span>
        </div>
      </Td>
      <Td>
        <StatusBadge status={agent.status} />
      </Td>
      <Td>{running && <Cpu agentId={agentId} />}</Td>
      <Td>{running && <Memory agentId={agentId} limitBytes={agent.limits.memoryBytes} />}</Td>
      <Td>{running && <Network agentId={agentId} />}</Td>
      <Td>
        {egress && (
          <span className="inline-flex items-center gap-1.5 align-middle text-sm">
            <EgressIcon mode={egress} />
            {egressLabel[egress]}
          </span>
        )}
      </Td>
      <Td align="right" className="text-muted text-sm whitespace-nowrap">
        <Ago atMs={agent.createdAt} />
      </Td>
    </>
  );
});

const slot = 'hidden h-6 w-20 shrink-0 @min-[1010px]:block';

function Cpu({ agentId }: { agentId: string }) {
  const percent = useSamples((state) => state.latest[agentId]?.cpuPercent);
  return (
    <span className="flex items-center gap-3">
      <SparklineSlot agentId={agentId} metric="cpu" className={slot} />
      <Reading quantity={percent === undefined ? undefined : percentQuantity(percent)} />
    </span>
  );
}

function Memory({ agentId, limitBytes }: { agentId: string; limitBytes: number }) {
  const usedBytes = useSamples((state) => state.latest[agentId]?.memoryBytes);
  const limit = limitBytes > 0 ? `Limit ${formatBytes(limitBytes)}` : 'No limit';
  return (
    <span className="flex items-center gap-3" title={limit}>
      <span className="hidden @min-[1010px]:flex">
        <MemoryBar agentId={agentId} limitBytes={limitBytes} className="w-20" />
      </span>
      <Reading quantity={usedBytes === undefined ? undefined : bytesQuantity(usedBytes)} />
    </span>
  );
}

function Network({ agentId }: { agentId: string }) {
  const rate = useSamples((state) => {
    const sample = state.latest[agentId];
    return sample && sample.rxBytesPerSecond + sample.txBytesPerSecond;
  });
  const quantity = rate === undefined ? undefined : bytesQuantity(rate);
  return (
    <span className="flex items-center gap-3">
      <SparklineSlot agentId={agentId} metric="network" className={slot} />
      <Reading quantity={quantity && { ...quantity, unit: `${quantity.unit}/s` }} />
    </span>
  );
}

function Reading({ quantity }: { quantity: Quantity | undefined }) {
  if (!quantity) return <span className="text-subtle">–</span>;
  return (
    <span className="figures whitespace-nowrap">
      {quantity.value} <span className="text-sm text-subtle">{quantity.unit}</span>
    </span>
  );
}
