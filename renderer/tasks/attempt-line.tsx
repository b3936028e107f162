import type { Attempt } from '../../electron/contract/task.ts';
import { useTypeIcon } from '../agents/agent-type.ts';
import { useAgent } from '../store/use-agent.ts';
import { Badge } from '../ui/badge.tsx';
import { checkResult } from './attempt-labels.ts';
import { Elapsed } from './elapsed.tsx';
import { StateBadge } from './state-badge.tsx';
import { Usage } from './usage.tsx';

/** One attempt in a line: its agent, its state, how long it works, the result of its check, and why it failed. */
export function AttemptLine({ attempt }: { attempt: Attempt }) {
  const TypeIcon = useTypeIcon(attempt.type);
  const name = useAgent(attempt.agentId)?.name ?? attempt.agentName;
  const check = checkResult(attempt);
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5 text-sm">
      <TypeIcon aria-hidden size={14} stroke={1.75} className="shrink-0 text-subtle" />
      <span className="max-w-56 truncate">{name}</span>
      <StateBadge state={attempt.state} />
      {check && <Badge tone={attempt.checkExitCode === 0 ? 'success' : 'danger'}>{check}</Badge>}
      <Elapsed attempt={attempt} />
      <Usage attempts={[attempt]} />
      {attempt.reason && <span className="min-w-0 text-muted">{attempt.reason}</span>}
    </div>
  );
}
