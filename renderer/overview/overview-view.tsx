import { useMemo, useState } from 'react';
import type { Agent } from '../../electron/contract/agent.ts';
import { LIMIT_KINDS } from '../../electron/contract/engine.ts';
import type { Sample, TimeRange } from '../../electron/contract/stats.ts';
import { formatDuration } from '../../electron/lib/format-duration.ts';
import { selectEngineFacts } from '../store/slices/engine-slice.ts';
import { useStore } from '../store/store.ts';
import { useAgent } from '../store/use-agent.ts';
import { SegmentedControl } from '../ui/fields/radio-group.tsx';
import { Callout } from '../ui/states/callout.tsx';
import { FigureRow } from './figure-row.tsx';
import { figuresOf } from './figures.ts';
import { useAgentSamples } from './use-agent-samples.ts';

const ranges: readonly { value: `${TimeRange}`; minutes: TimeRange; label: string }[] = [
  { value: '1', minutes: 1, label: '1 min' },
  { value: '5', minutes: 5, label: '5 min' },
  { value: '15', minutes: 15, label: '15 min' },
  { value: '60', minutes: 60, label: '60 min' },
];

/** An older reading is not current. */
const CURRENT_MS = 10_000;

/** The agent's resource use, now and over the last hour. */
export function OverviewView({ agentId }: { agentId: string }) {
  const agent = useAgent(agentId);
  return agent ? <Overview agent={agent} /> : null;
}

function Overview({ agent }: { agent: Agent }) {
  const facts = useStore(selectEngineFacts);
  const hostCpus = facts?.cpus;
  const [minutes, setMinutes] = useState<TimeRange>(5);
  const { samples = none } = useAgentSamples(agent.id, minutes);
  const { cpus, memoryBytes, pids } = agent.limits;
  const figures = useMemo(
    () => figuresOf({ limits: { cpus, memoryBytes, pids } }, hostCpus),
    [cpus, memoryBytes, pids, hostCpus],
  );
  const isUp = agent.status === 'running' || agent.status === 'paused';
  const now = Date.now();
  const last = samples.at(-1);
  const current = isUp && last && now - last.at < CURRENT_MS ? last : undefined;
  const end = current?.at ?? now;
  const range = useMemo(() => ({ start: end - minutes * 60_000, end }), [end, minutes]);
  return (
    <>
      <div className="flex items-center justify-between gap-4 border-b px-4 py-2">
        <span className="figures min-w-0 truncate text-muted">{summaryOf(agent, now)}</span>
        <SegmentedControl
          label="Time range"
          labelHidden
          options={ranges}
          value={`${minutes}`}
          onValueChange={(value) => {
            const chosen = ranges.find((each) => each.value === value);
            if (chosen) setMinutes(chosen.minutes);
          }}
        />
      </div>
      {!isUp && <NotRunning agent={agent} hasHistory={samples.length > 0} />}
      {isUp && facts?.unenforcedLimits?.length === LIMIT_KINDS.length && <Unmeasured />}
      <div className="flex flex-1 flex-col">
        {figures.map((figure, index) => (
          <FigureRow
            key={figure.name}
            figure={figure}
            samples={samples}
            current={current}
            instead={isUp ? 'Reading…' : 'Not running'}
            range={range}
            showsTime={index === figures.length - 1}
          />
        ))}
      </div>
    </>
  );
}

/** "Up 3 min". The header shows the purpose. */
function summaryOf({ startedAt }: Agent, now: number): string {
  return startedAt === undefined ? '' : `Up ${formatDuration(now - startedAt)}`;
}

const none: readonly Sample[] = [];

function Unmeasured() {
  return (
    <Callout tone="warning" className="m-4 mt-3">
      This engine has no control groups: CPU and memory are those of the whole machine, and no limit holds.
    </Callout>
  );
}

function NotRunning({ agent, hasHistory }: { agent: Agent; hasHistory: boolean }) {
  const why = agent.status === 'unreachable' ? 'The engine is not reachable.' : agent.exit?.reason;
  return (
    <Callout tone={agent.status === 'failed' ? 'danger' : 'neutral'} className="m-4 mt-3">
      The agent is not running{why ? `: ${why}` : '.'}
      {hasHistory ? ' The graphs show what was read before.' : ''}
    </Callout>
  );
}
