import type { Sample } from '../../electron/contract/stats.ts';
import type { FigureSpec } from './figures.ts';

/** A longer pause between readings is a gap: lists are read every 5 s, and a reading may take a second or two. */
const GAP_MS = 12_000;

/** uPlot's format: x in ms since the epoch, then one row of values per line; null breaks the line. */
export type GraphData = [number[], ...(number | null)[][]];

/** Samples as lines, with a break at each gap. */
export function toGraphData(samples: readonly Sample[], lines: FigureSpec['lines']): GraphData {
  const times: number[] = [];
  const rows = lines.map((): (number | null)[] => []);
  let before: number | undefined;
  for (const sample of samples) {
    if (before !== undefined && sample.at - before > GAP_MS) {
      times.push(before + 1);
      for (const row of rows) row.push(null);
    }
    times.push(sample.at);
    for (const [index, line] of lines.entries()) rows[index]?.push(line.valueOf(sample));
    before = sample.at;
  }
  return [times, ...rows];
}

/** Adds a sample at the end and drops those older than the range. Late and repeated samples are ignored. */
export function withSample(samples: readonly Sample[], sample: Sample, rangeMs: number): Sample[] {
  const last = samples.at(-1);
  if (last && sample.at <= last.at) return [...samples];
  const start = sample.at - rangeMs - GAP_MS;
  const first = samples.findIndex(({ at }) => at >= start);
  return [...(first < 0 ? [] : samples.slice(first)), sample];
}

/** The top of a graph's scale: its limit unless exceeded, else a round number above the highest value. */
export function scaleTop(data: GraphData, figure: Pick<FigureSpec, 'limit' | 'floor' | 'binary'>): number {
  const [, ...rows] = data;
  const highest = rows.flat().reduce<number>((top, value) => Math.max(top, value ?? 0), 0);
  if (figure.limit && highest <= figure.limit.value) return figure.limit.value;
  return niceAbove(Math.max(highest, figure.floor), figure.binary);
}

/** The next round number: 1, 2 or 5 times a power of ten, or a power of two. */
function niceAbove(value: number, binary: boolean): number {
  if (binary) return 2 ** Math.ceil(Math.log2(value));
  const magnitude = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 5, 10].find((each) => each * magnitude >= value) ?? 10;
  return factor * magnitude;
}
