import { Ago } from '../../format/ago.tsx';
import { showTasks } from '../../store/actions.ts';
import { attemptCounts } from '../attempt-labels.ts';
import { BoardCard } from './board-card.tsx';
import type { Row } from './board-rows.ts';
import { columnLooks } from './column-looks.ts';
import { COLUMNS } from './columns.ts';

/** A task and its attempts, each in the column of what it does. */
export function BoardRow(props: {
  row: Row;
  /** The widths of the grid's columns. */
  columns: string;
  /** The attempt whose card the Tab key leads to. */
  entryId: string | undefined;
  onFocus: (attemptId: string) => void;
}) {
  const { task, cards } = props.row;
  return (
    <article aria-label={task.title} style={{ gridTemplateColumns: props.columns }} className="grid border-b">
      <header className="sticky left-0 z-10 flex min-w-0 flex-col gap-0.5 border-r bg-canvas px-4 py-2.5">
        <h2 className="min-w-0 font-medium">
          <button
            type="button"
            title={task.title}
            onClick={() => showTasks(task.id)}
            className="max-w-full rounded-sm text-left hover:text-accent"
          >
            <span className="line-clamp-2 [overflow-wrap:anywhere]">{task.title}</span>
          </button>
        </h2>
        <p className="flex min-w-0 gap-1.5 text-sm text-subtle">
          <span className="min-w-0 truncate" title={task.project}>
            {lastPartOf(task.project)}
          </span>
          <span className="figures ml-auto shrink-0">
            <Ago atMs={task.createdAt} />
          </span>
        </p>
        {cards.length === 0 && <p className="text-sm text-subtle">{attemptCounts(task)}</p>}
      </header>
      {COLUMNS.map((column) => {
        const inColumn = cards.filter((card) => card.column === column);
        if (inColumn.length === 0) return <div key={column} />;
        return (
          <ul
            key={column}
            aria-label={columnLooks[column].label}
            className="flex min-w-0 flex-col gap-1.5 p-1.5"
          >
            {inColumn.map((card) => (
              <li key={card.attempt.id}>
                <BoardCard card={card} isEntry={card.attempt.id === props.entryId} onFocus={props.onFocus} />
              </li>
            ))}
          </ul>
        );
      })}
    </article>
  );
}

/** The name of a folder or a repository, for the little room that there is. */
function lastPartOf(project: string): string {
  return project.split(/[/\\]/).findLast((part) => part !== '') ?? project;
}
