import { type ReactNode, useMemo, useState } from 'react';
import type { Task } from '../../electron/contract/task.ts';
import { formatDateTime } from '../format/time.ts';
import { openLink } from '../links/open-link.ts';
import { showTasks } from '../store/actions.ts';
import { selectPrices } from '../store/slices/tasks-slice.ts';
import { selectSelectedAttemptId } from '../store/slices/window-slice.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/buttons/button.tsx';
import { cx } from '../ui/cx.ts';
import { IconArrowLeft, IconTrash } from '../ui/icons.ts';
import { AttemptLine } from './attempt-line.tsx';
import { AttemptPane } from './attempt-pane.tsx';
import { CompareButton } from './compare/compare-button.tsx';
import { CompareView } from './compare/compare-view.tsx';
import { noPicks } from './compare/picks.ts';
import { DiscardDialog } from './discard-dialog.tsx';
import { HeldTask } from './held-task.tsx';
import { limitsText } from './limit-form.ts';
import { Usage } from './usage.tsx';
import { visibleLines } from './visible-lines.ts';

/** One task: what is to do, its attempts, and what the chosen one prints. */
export function TaskView({ task }: { task: Task }) {
  const chosenId = useStore(selectSelectedAttemptId);
  const [isDiscarding, setDiscarding] = useState(false);
  const [comparing, setComparing] = useState<'before' | 'now' | 'after'>('before');
  // Kept here, so that a look at a transcript does not lose them.
  const [picks, setPicks] = useState(noPicks);
  const prompt = useMemo(() => visibleLines(task.prompt), [task.prompt]);
  const chosen = task.attempts.find(({ id }) => id === chosenId) ?? task.attempts[0];
  if (comparing === 'now') {
    return (
      <CompareView task={task} picks={picks} onPicksChange={setPicks} onClose={() => setComparing('after')} />
    );
  }
  return (
    <>
      <header className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 pt-3 pb-2">
        <Button size="sm" variant="ghost" icon={IconArrowLeft} onClick={() => showTasks()}>
          All tasks
        </Button>
        <h1 className="min-w-0 flex-1 truncate font-semibold text-xl" title={task.title}>
          {task.title}
        </h1>
        <CompareButton task={task} takesFocus={comparing === 'after'} onCompare={() => setComparing('now')} />
        <Button icon={IconTrash} onClick={() => setDiscarding(true)}>
          Discard task
        </Button>
      </header>
      <HeldTask task={task} />
      <div className="flex min-h-0 flex-1">
        <div className="flex w-84 shrink-0 flex-col gap-4 overflow-y-auto border-r py-3 max-[1100px]:w-64">
          <Fact label="Prompt">
            <div
              className="max-h-60 overflow-y-auto whitespace-pre-wrap [overflow-wrap:anywhere]"
              data-selectable
            >
              {prompt}
            </div>
          </Fact>
          <Fact label="Project">
            <span className="font-mono text-sm [overflow-wrap:anywhere]">{task.project}</span>
          </Fact>
          {task.issue !== undefined && <IssueLink url={task.issue} />}
          {task.check !== '' && (
            <Fact label="Check">
              <span className="font-mono text-sm [overflow-wrap:anywhere]">{visibleLines(task.check)}</span>
            </Fact>
          )}
          <Fact label="Created">{formatDateTime(task.createdAt)}</Fact>
          <Fact label="Limits">{limitsText(task.limits)}</Fact>
          <TaskUsage task={task} />
          <section className="flex flex-col gap-1">
            <h2 className="px-4 font-medium text-muted text-sm">Attempts</h2>
            <ul aria-label="Attempts" className="flex flex-col px-1.5">
              {task.attempts.map((attempt) => (
                <li key={attempt.id}>
                  <button
                    type="button"
                    aria-current={attempt === chosen ? 'true' : undefined}
                    onClick={() => showTasks(task.id, attempt.id)}
                    className={cx(
                      'w-full rounded-md px-2.5 py-1.5 text-left outline-offset-[-2px] hover:bg-hover',
                      attempt === chosen && 'bg-selected hover:bg-selected',
                    )}
                  >
                    <AttemptLine attempt={attempt} />
                  </button>
                </li>
              ))}
            </ul>
            {task.attempts.length === 0 && (
              <p className="px-4 text-sm text-subtle">All of its attempts were discarded.</p>
            )}
          </section>
        </div>
        {chosen && <AttemptPane key={chosen.id} task={task} attempt={chosen} />}
      </div>
      {isDiscarding && (
        <DiscardDialog task={task} attempts={undefined} onClose={() => setDiscarding(false)} />
      )}
    </>
  );
}

function TaskUsage({ task }: { task: Task }) {
  const prices = useStore(selectPrices);
  if (task.attempts.every(({ usage }) => usage === undefined)) return null;
  return (
    <Fact label="Used">
      <Usage attempts={task.attempts} />
      {prices && (
        <span className="text-sm text-subtle">
          By {prices.ownPath === undefined ? 'the' : 'your own'} prices of {prices.asOf}.
        </span>
      )}
      {prices?.problem !== undefined && <span className="text-failed text-sm">{prices.problem}</span>}
    </Fact>
  );
}

function IssueLink({ url }: { url: string }) {
  return (
    <Fact label="From the issue">
      <button
        type="button"
        className="text-left font-mono text-accent text-sm underline [overflow-wrap:anywhere]"
        onClick={() => openLink(url)}
      >
        {visibleLines(url)}
      </button>
    </Fact>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-0.5 px-4">
      <h2 className="font-medium text-muted text-sm">{label}</h2>
      {children}
    </section>
  );
}
