/** @typedef {{ what: string, start: number, end: number, limit: number, unit: string }} Row */

const MIB = 1024 * 1024;

/**
 * Returns one line of the soak's table: the resources at the start and at the end of the same state, and the largest
 * difference that is no leak.
 * @param {string} what
 * @param {string} kind `heap` and `memory` in bytes, `moving`, `drawn` and `fixed` in things
 * @param {number} start
 * @param {number} end
 * @returns {Row}
 */
export function rowOf(what, kind, start, end) {
  switch (kind) {
    // Histories of fixed length fill up: readings of each agent, audit rows, activity.
    case 'heap':
      return { what, start: start / MIB, end: end / MIB, limit: (start * 1.25) / MIB + 8, unit: 'MiB' };
    // Allocators keep pages that they may use again.
    case 'memory':
      return { what, start: start / MIB, end: end / MIB, limit: (start * 1.5) / MIB + 32, unit: 'MiB' };
    // Requests of agents are under way whenever it is counted.
    case 'moving':
      return { what, start, end, limit: start + Math.max(5, start * 0.1), unit: '' };
    // What is drawn depends on what agents do: graphs, badges, signs of attention.
    case 'drawn':
      return { what, start, end, limit: start * 1.25 + 100, unit: '' };
    default:
      return { what, start, end, limit: start, unit: '' };
  }
}

/** @param {Row[]} rows @returns {Row[]} */
export const leaks = (rows) => rows.filter(({ end, limit }) => end > limit);

/** @param {Row[]} rows the table of Markdown that docs/reliability.md holds */
export function tableOf(rows) {
  const figure = (value) => String(Number(value.toFixed(1)));
  return [
    '| what | start | end | limit | |',
    '|---|---|---|---|---|',
    ...rows.map(({ what, start, end, limit, unit }) => {
      const cells = [start, end, limit].map((value) => `${figure(value)}${unit && ` ${unit}`}`);
      return `| ${what} | ${cells.join(' | ')} | ${end > limit ? 'leak' : 'flat'} |`;
    }),
  ].join('\n');
}

/**
 * The part of each answer for which the processor worked on the page's tasks while the event waited: what the answer
 * takes where nobody else wants the processor. In milliseconds.
 * @param {{ at: number, ms: number }[]} answers
 * @param {{ at: number, ms: number, processorMs: number }[]} tasks of the page in their order, none within another
 */
export function processorTimes(answers, tasks) {
  let next = 0;
  return answers.map(({ at, ms }) => {
    let sum = 0;
    while (next < tasks.length && tasks[next].at + tasks[next].ms <= at) next += 1;
    for (let index = next; index < tasks.length && tasks[index].at < at + ms; index += 1) {
      const task = tasks[index];
      const shared = Math.min(at + ms, task.at + task.ms) - Math.max(at, task.at);
      if (task.ms > 0) sum += (task.processorMs * shared) / task.ms;
    }
    return sum;
  });
}

/** Without the tasks that run within another: a page that waits for something lets others run meanwhile. */
export function outermost(tasks) {
  let end = Number.NEGATIVE_INFINITY;
  return tasks.filter(({ at, ms }) => {
    if (at < end) return false;
    end = at + ms;
    return true;
  });
}

/** @param {Record<string, number[]>} answers milliseconds, by what answered */
export function answerTable(answers) {
  const figure = (value) => `${value.toFixed(1)} ms`;
  return [
    '| what answers | times | p50 | p95 | p99 | longest |',
    '|---|---|---|---|---|---|',
    ...Object.entries(answers).map(([what, values]) => {
      const { count, p50, p95, p99, longest } = percentiles(values);
      return `| ${what} | ${count} | ${[p50, p95, p99, longest].map(figure).join(' | ')} |`;
    }),
  ].join('\n');
}

/** @param {number[]} values milliseconds; empty: nothing was measured */
export function percentiles(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), longest: at(1) };
}
