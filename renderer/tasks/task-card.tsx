import { memo } from 'react';
import type { Task } from '../../electron/contract/task.ts';
import { Ago } from '../format/ago.tsx';
import { showTasks } from '../store/actions.ts';
import { attemptCounts } from './attempt-labels.ts';
import { AttemptLine } from './attempt-line.tsx';

/** A task with the state of each attempt. */
export const TaskCard = memo(function TaskCard({ task }: { task: Task }) {
  return (
    <article aria-label={task.title} className="flex flex-col gap-2 rounded-md border bg-surface px-4 py-3">
      <header className="flex min-w-0 items-baseline gap-3">
        <h2 className="min-w-0 flex-1 truncate font-medium">
          <button
            type="button"
            title={task.title}
            onClick={() => showTasks(task.id)}
            className="max-w-full truncate rounded-sm text-left hover:text-accent"
          >
            {task.title}
          </button>
        </h2>
        <span className="shrink-0 text-sm text-subtle figures">
          <Ago atMs={task.createdAt} />
        </span>
      </header>
      <p className="truncate font-mono text-sm text-muted" title={task.project}>
        {task.project}
      </p>
      {task.attempts.length === 0 ? (
        <p className="text-sm text-subtle">{attemptCounts(task)}</p>
      ) : (
        <ul aria-label={`Attempts of ${task.title}`} className="flex flex-col gap-1">
          {task.attempts.map((attempt) => (
            <li key={attempt.id}>
              <AttemptLine attempt={attempt} />
            </li>
          ))}
        </ul>
      )}
    </article>
  );
});
