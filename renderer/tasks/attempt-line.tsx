import type { Attempt } from '../../electron/contract/task.ts';
import { formatDuration } from '../../electron/lib/format-duration.ts';
import { useTypeIcon } from '../agents/agent-type.ts';
import { useAgent } from '../store/use-agent.ts';
import { Badge } from '../ui/badge.tsx';
import { checkResult, elapsedMs } from './attempt-labels.ts';
import { StateBadge } from './state-badge.tsx';

/** One attempt in a line: its agent, its state, how long it works, the result of its check, and why it failed. */
export function AttemptLine({ attempt, now }: { attempt: Attempt; now: number }) {
  const TypeIcon = useTypeIcon(attempt.type);
  const name = useAgent(attempt.agentId)?.name ?? attempt.agentName;
  const elapsed = elapsedMs(attempt, now);
  const check = checkResult(attempt);
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5 text-sm">
      <TypeIcon aria-hidden size={14} stroke={1.75} className="shrink-0 text-subtle" />
      <span className="max-w-56 truncate">{name}</span>
      <StateBadge state={attempt.state} />
      {check && <Badge tone={attempt.checkExitCode === 0 ? 'success' : 'danger'}>{check}</Badge>}
      {elapsed !== undefined && (
        <span className="figures text-subtle">
          <span className="sr-only">Time: </span>
          {formatDuration(elapsed)}
        </span>
      )}
      {attempt.reason && <span className="min-w-0 text-muted">{attempt.reason}</span>}
    </div>
  );
}
