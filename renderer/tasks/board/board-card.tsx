import { useTypeIcon } from '../../agents/agent-type.ts';
import { selectAgent, showTasks } from '../../store/actions.ts';
import { useAgent } from '../../store/use-agent.ts';
import { Badge } from '../../ui/badge.tsx';
import { cx } from '../../ui/cx.ts';
import { checkResult, isOpen } from '../attempt-labels.ts';
import { Elapsed } from '../elapsed.tsx';
import { Usage } from '../usage.tsx';
import type { Card } from './board-rows.ts';
import { columnLooks } from './column-looks.ts';

/** An attempt: who works on it, what it does now, how long, and how its check ended. */
export function BoardCard(props: {
  card: Card;
  /** Whether the Tab key leads to it. */
  isEntry: boolean;
  onFocus: (attemptId: string) => void;
}) {
  const { task, attempt, column, need } = props.card;
  const TypeIcon = useTypeIcon(attempt.type);
  const name = useAgent(attempt.agentId)?.name ?? attempt.agentName;
  const check = checkResult(attempt);
  const now = need ?? attempt.reason ?? (isOpen(attempt) ? attempt.now : undefined);
  const open = () => {
    // The question is answered where its agent is.
    if (need === undefined) showTasks(task.id, attempt.id);
    else selectAgent(attempt.agentId);
  };
  return (
    <button
      type="button"
      data-attempt={attempt.id}
      aria-label={[name, `attempt ${attempt.number}`, columnLooks[column].label, now, check]
        .filter((part) => part !== undefined)
        .join(', ')}
      title={now}
      tabIndex={props.isEntry ? 0 : -1}
      onFocus={() => props.onFocus(attempt.id)}
      onClick={open}
      className={cx(
        'flex w-full min-w-0 flex-col gap-0.5 rounded-md border bg-surface px-2.5 py-1.5 text-left text-sm hover:border-line-strong hover:bg-hover',
        need !== undefined && 'border-paused',
      )}
    >
      <span className="flex w-full min-w-0 items-center gap-1.5">
        <TypeIcon aria-hidden size={14} stroke={1.75} className="shrink-0 text-subtle" />
        <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
        <span className="figures shrink-0 text-subtle">#{attempt.number}</span>
      </span>
      {now !== undefined && <span className="line-clamp-2 text-muted [overflow-wrap:anywhere]">{now}</span>}
      {(attempt.begunAt !== undefined || check !== undefined) && (
        <span className="flex w-full min-w-0 flex-wrap items-center gap-x-2">
          <Elapsed attempt={attempt} />
          <Usage attempts={[attempt]} />
          {check && (
            <Badge tone={attempt.checkExitCode === 0 ? 'success' : 'danger'} className="ml-auto">
              {check}
            </Badge>
          )}
        </span>
      )}
    </button>
  );
}
