import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { Task } from '../../../electron/contract/task.ts';
import { useStore } from '../../store/store.ts';
import { BoardRow } from './board-row.tsx';
import { type Arrow, boardRows, cardBeside, cardCounts } from './board-rows.ts';
import { columnColour, columnLooks } from './column-looks.ts';
import { COLUMNS, type Column } from './columns.ts';

const ARROWS: readonly string[] = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'] satisfies Arrow[];
const isArrow = (key: string): key is Arrow => ARROWS.includes(key);

/** All attempts by what they do, one row a task. Arrows lead from card to card. */
export function Board({ tasks }: { tasks: readonly Task[] }) {
  const signs = useStore(
    useShallow(({ agentsById, asksById, approvals, waitingAgentIds }) => ({
      agentsById,
      asksById,
      approvals,
      waitingAgentIds,
    })),
  );
  const rows = useMemo(() => boardRows(tasks, signs), [tasks, signs]);
  const counts = useMemo(() => cardCounts(rows), [rows]);
  const grid = useRef<HTMLDivElement>(null);
  const [chosenId, setChosenId] = useState<string>();
  // One card is in the order of the Tab key: the one that had the focus last, else the first.
  const cards = rows.flatMap((row) => row.cards);
  const entry = cards.find(({ attempt }) => attempt.id === chosenId) ?? cards[0];

  const onKeyDown = (event: KeyboardEvent) => {
    const from = (event.target as HTMLElement).dataset.attempt;
    if (from === undefined || !isArrow(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const to = cardBeside(rows, from, event.key);
    if (to) grid.current?.querySelector<HTMLElement>(`[data-attempt="${to.attempt.id}"]`)?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the cards in it
    <div
      ref={grid}
      onKeyDown={onKeyDown}
      className="grid min-h-0 flex-1 content-start overflow-auto pb-4 [scroll-padding:2.5rem_1rem_1rem_14rem]"
      style={{ gridTemplateColumns: templateOf(counts) }}
    >
      <Heads counts={counts} />
      {rows.map((row) => (
        <BoardRow
          key={row.task.id}
          row={row}
          counts={counts}
          entryId={entry?.attempt.id}
          onFocus={setChosenId}
        />
      ))}
    </div>
  );
}

/** The title's column and the six of the states. One without cards gives its width to the others, down to its icon. */
function templateOf(counts: Readonly<Record<Column, number>>): string {
  const widths = COLUMNS.map((column) =>
    counts[column] > 0 ? 'minmax(10.5rem, 1fr)' : 'minmax(2.25rem, 6.5rem)',
  );
  return ['minmax(10rem, 13rem)', ...widths].join(' ');
}

function Heads({ counts }: { counts: Readonly<Record<Column, number>> }) {
  return (
    <div className="sticky top-0 z-20 col-span-full grid grid-cols-subgrid border-b bg-canvas">
      <span className="sticky left-0 z-10 bg-canvas" />
      {COLUMNS.map((column) => {
        const { label, icon: Glyph } = columnLooks[column];
        return (
          <div
            key={column}
            title={`${label}: ${counts[column]}`}
            className="@container flex h-8 min-w-0 items-center gap-1.5 px-2.5 text-sm"
          >
            <Glyph
              aria-hidden
              size={14}
              stroke={1.75}
              className={counts[column] > 0 ? columnColour(column) : 'shrink-0 text-subtle'}
            />
            <span className={counts[column] > 0 ? 'font-medium' : 'text-subtle @max-[5.5rem]:sr-only'}>
              {label}
            </span>
            {counts[column] > 0 && <span className="figures text-subtle">{counts[column]}</span>}
          </div>
        );
      })}
    </div>
  );
}
