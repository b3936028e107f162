import { performance } from 'node:perf_hooks';
import { compileFilter } from '../../renderer/logs/log-filter.ts';
import { LogWindow } from '../../renderer/logs/log-window.ts';
import { type BenchResult, type BenchRow, median } from './bench-row.ts';

const ROUNDS = 5;
const LINES = 100_000;
/** As long as the window's own slices. */
const SLICE_MS = 8;

const queries = [
  { name: 'text', text: 'JOB IN 42', isRegex: false },
  { name: 'expression', text: '(in|after) 4\\d ms$', isRegex: true },
] as const;

/** How long a filter takes for a full window of the log, and its longest slice, in which the window does nothing else. */
export async function runLogsBench(): Promise<BenchResult> {
  const rows: BenchRow[] = [];
  for (const query of queries) {
    const [wholes, longest]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      const slices = slicesOf({ ...query, matchCase: false });
      wholes.push(slices.reduce((sum, ms) => sum + ms, 0));
      longest.push(Math.max(...slices));
    }
    const work = `log filter, 100,000 lines, ${query.name}`;
    rows.push({ work, value: median(wholes), unit: 'ms', target: '<= 2000' });
    rows.push({ work: `${work}, longest slice`, value: median(longest), unit: 'ms', target: '<= 16' });
  }
  return { subject: 'logs', method: `medians of ${ROUNDS} rounds`, rows };
}

/** Milliseconds of each slice. */
function slicesOf(query: Parameters<typeof compileFilter>[0]): number[] {
  const window = new LogWindow();
  const lines = Array.from({ length: LINES }, (_, n) => ({
    n,
    source: 'stdout' as const,
    text: `2026-11-21 worker ${n} finished job in ${n % 97} ms`,
  }));
  window.add({ phase: 'history', leftOut: 0, lines });
  const filter = compileFilter(query);
  if (!filter.ok) throw new Error(filter.problem);
  window.filter(filter.test);
  const slices: number[] = [];
  let done = false;
  while (!done) {
    const from = performance.now();
    done = window.search(() => performance.now() - from >= SLICE_MS);
    slices.push(performance.now() - from);
  }
  return slices;
}
