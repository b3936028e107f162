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
  const layout = useMemo(() => layoutOf(counts), [counts]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the cards in it
    <div
      ref={grid}
      onKeyDown={onKeyDown}
      className="min-h-0 flex-1 overflow-auto border-t [scroll-padding:2.5rem_1rem_1rem_14rem]"
    >
      <div style={{ minWidth: layout.minWidth }} className="pb-4">
        <Heads counts={counts} columns={layout.columns} />
        {rows.map((row) => (
          <BoardRow
            key={row.task.id}
            row={row}
            columns={layout.columns}
            entryId={entry?.attempt.id}
            onFocus={setChosenId}
          />
        ))}
      </div>
    </div>
  );
}

const TITLE_REM = { least: 10, most: 13 };
/** With all columns in use, a window of 1440 px shows them whole. */
const CARDS_REM = 10;
/** Of a column without cards: it gives its width to the others, down to its icon. */
const EMPTY_REM = { least: 2.25, most: 6.5 };

/** The columns of every row: the title's, and those of the states. They depend on no content, so that rows agree. */
function layoutOf(counts: Readonly<Record<Column, number>>): { columns: string; minWidth: string } {
  const isEmpty = (column: Column) => counts[column] === 0;
  const width = (column: Column) =>
    isEmpty(column) ? `minmax(${EMPTY_REM.least}rem, ${EMPTY_REM.most}rem)` : `minmax(${CARDS_REM}rem, 1fr)`;
  const least = COLUMNS.map((column) => (isEmpty(column) ? EMPTY_REM.least : CARDS_REM));
  return {
    columns: [`minmax(${TITLE_REM.least}rem, ${TITLE_REM.most}rem)`, ...COLUMNS.map(width)].join(' '),
    minWidth: `${least.reduce((sum, each) => sum + each, TITLE_REM.least)}rem`,
  };
}

function Heads({ counts, columns }: { counts: Readonly<Record<Column, number>>; columns: string }) {
  return (
    <div style={{ gridTemplateColumns: columns }} className="sticky top-0 z-20 grid border-b bg-canvas">
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
            <span className={counts[column] > 0 ? 'font-medium' : 'text-subtle @max-[5rem]:sr-only'}>
              {label}
            </span>
            {counts[column] > 0 && <span className="figures text-subtle">{counts[column]}</span>}
          </div>
        );
      })}
    </div>
  );
}
