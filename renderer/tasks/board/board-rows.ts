import type { Attempt, Task } from '../../../electron/contract/task.ts';
import { COLUMNS, type Column, columnOf, needOf, type Signs } from './columns.ts';

/** An attempt on the board. */
export interface Card {
  task: Task;
  attempt: Attempt;
  column: Column;
  /** What waits for the person. */
  need: string | undefined;
}

/** A task with its cards, in the order of its attempts. */
export interface Row {
  task: Task;
  cards: readonly Card[];
}

/** The tasks with an attempt that needs the person come first; within both parts they keep their order. Pure. */
export function boardRows(tasks: readonly Task[], signs: Signs): Row[] {
  const rows = tasks.map((task) => ({
    task,
    cards: task.attempts.map((attempt) => ({
      task,
      attempt,
      column: columnOf(attempt, signs),
      need: needOf(attempt, signs),
    })),
  }));
  const needsYou = ({ cards }: Row) => cards.some(({ need }) => need !== undefined);
  return [...rows.filter(needsYou), ...rows.filter((row) => !needsYou(row))];
}

export function cardCounts(rows: readonly Row[]): Record<Column, number> {
  const all = rows.flatMap(({ cards }) => cards);
  const count = (column: Column) => all.filter((card) => card.column === column).length;
  return Object.fromEntries(COLUMNS.map((column) => [column, count(column)])) as Record<Column, number>;
}

export type Arrow = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight';

/**
 * The card that an arrow leads to: up and down within the column, left and right to the nearest column with cards, there
 * to the nearest row. Undefined at an edge. Pure.
 */
export function cardBeside(rows: readonly Row[], attemptId: string, arrow: Arrow): Card | undefined {
  const placed = rows.flatMap(({ cards }, row) => cards.map((card) => ({ card, row })));
  const at = placed.find(({ card }) => card.attempt.id === attemptId);
  if (!at) return undefined;
  const inColumn = (column: Column | undefined) => placed.filter(({ card }) => card.column === column);
  if (arrow === 'ArrowUp' || arrow === 'ArrowDown') {
    const column = inColumn(at.card.column);
    return column[column.indexOf(at) + (arrow === 'ArrowDown' ? 1 : -1)]?.card;
  }
  const before = COLUMNS.slice(0, COLUMNS.indexOf(at.card.column)).reverse();
  const after = COLUMNS.slice(COLUMNS.indexOf(at.card.column) + 1);
  const column = inColumn((arrow === 'ArrowLeft' ? before : after).find((each) => inColumn(each).length > 0));
  const distance = ({ row }: { row: number }) => Math.abs(row - at.row);
  return column.toSorted((one, other) => distance(one) - distance(other))[0]?.card;
}
