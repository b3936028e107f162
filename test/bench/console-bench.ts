import xterm from '@xterm/headless';
import fc from 'fast-check';
import { clusterWidths } from '../../renderer/console/output/cluster-widths.ts';
import { hostileSequence } from '../../renderer/console/output/hostile.fixture.ts';
import { OutputQueue } from '../../renderer/console/output/output-queue.ts';
import { startCpuTimer } from '../harness/cpu-time.ts';
import type { BenchResult, BenchRow } from './bench-row.ts';

/** `BULKHEAD_FUZZ_SEQUENCES=1000000` measures as many; that takes minutes. */
const SEQUENCES = Number(process.env.BULKHEAD_FUZZ_SEQUENCES ?? 100_000);
/** So many at once, because samples are kept in memory. */
const ROUND_SEQUENCES = 20_000;
/** As long as a console in sight may parse before the window answers again. */
const TURN_MS = 8;

/** Milliseconds of each turn, the shortest first. */
interface Turns {
  /** Processor time, which does not depend on what else the machine does. */
  cpu: number[];
  clock: number[];
}

const byLength = (one: number, other: number) => one - other;
const p99 = (turns: readonly number[]) => turns[Math.floor(turns.length * 0.99)] ?? 0;
const longest = (turns: readonly number[]) => turns.at(-1) ?? 0;

/**
 * How long a click may wait for a console that prints random and mutated control sequences: the longest turn of its
 * terminal. Drawing comes on top; `test/e2e/console-hostile.test.ts` counts it too, in processor time.
 */
export async function runConsoleBench(): Promise<BenchResult> {
  const hostile = await turnsOf((round) =>
    fc.sample(hostileSequence, { numRuns: ROUND_SEQUENCES, seed: round + 1 }).join(''),
  );
  const plain = await turnsOf(() => `${'x'.repeat(99)}\n`.repeat(ROUND_SEQUENCES));
  const row = (work: string, from: (turns: Turns) => number, target?: string): BenchRow => ({
    work: `console, parsing turn of ${SEQUENCES.toLocaleString('en')} hostile sequences, ${work}`,
    value: from(hostile),
    unit: 'ms',
    peer: { name: 'plain text', value: from(plain) },
    ratio: from(hostile) / from(plain),
    ...(target === undefined ? {} : { target }),
  });
  return {
    subject: 'console',
    method: `${hostile.cpu.length} turns, without drawing`,
    rows: [
      row('CPU time, p99', ({ cpu }) => p99(cpu), '<= 16'),
      row('CPU time, longest', ({ cpu }) => longest(cpu), '<= 100'),
      row('by the clock, p99', ({ clock }) => p99(clock)),
      row('by the clock, longest', ({ clock }) => longest(clock)),
    ],
  };
}

async function turnsOf(outputOf: (round: number) => string): Promise<Turns> {
  const terminal = new xterm.Terminal({
    cols: 120,
    rows: 40,
    scrollback: 10_000,
    logLevel: 'off',
    allowProposedApi: true,
  });
  terminal.unicode.register(clusterWidths);
  terminal.unicode.activeVersion = clusterWidths.version;
  const queue = new OutputQueue(
    {
      size: { columns: terminal.cols, rows: terminal.rows },
      isDrawing: false,
      write: (text, onParsed) => terminal.write(text, onParsed),
    },
    {
      now: () => performance.now(),
      after: (ms, callback) => {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
      },
    },
  );
  const turns: Turns = { cpu: [], clock: [] };
  for (let round = 0; round * ROUND_SEQUENCES < SEQUENCES; round += 1) {
    queue.add(outputOf(round));
    while (!queue.empty) {
      const cpuMs = startCpuTimer();
      const startedAt = performance.now();
      if (!(await queue.turn(TURN_MS))) throw new Error('the terminal threw');
      turns.cpu.push(cpuMs());
      turns.clock.push(performance.now() - startedAt);
    }
  }
  terminal.dispose();
  return { cpu: turns.cpu.sort(byLength), clock: turns.clock.sort(byLength) };
}
