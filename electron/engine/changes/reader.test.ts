import { beforeEach, expect, it } from 'vitest';
import { ManualClock } from '../../lib/manual-clock.ts';
import type { CommandOptions, CommandResult } from '../toolbox/open-toolbox.ts';
import { FolderReader } from './reader.ts';

interface Running {
  options: CommandOptions;
  end(): void;
}

let clock: ManualClock;
let opened: number;
let closed: number;
let running: Running[];
let reader: FolderReader;

const result: CommandResult = { exitCode: 0, stdout: Buffer.from('x'), stderr: '' };

/** Commands run until a test ends them; as in a real toolbox, one that is aborted takes its toolbox with it. */
function run(_command: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    running.push({ options, end: () => resolve(result) });
    options.signal.addEventListener('abort', () => reject(new Error('aborted')));
  });
}

beforeEach(() => {
  clock = new ManualClock();
  opened = 0;
  closed = 0;
  running = [];
  const open = async () => {
    opened += 1;
    return {
      run,
      close: async () => {
        closed += 1;
      },
    };
  };
  reader = new FolderReader({
    toolbox: { open } as never,
    clock,
    agentId: 'a',
    folder: { path: '/workspace', kind: 'copy', mount: {} as never },
    hasBaseline: false,
  });
});

const settle = () => new Promise((resolve) => setImmediate(resolve));
const read = (signal: AbortSignal) => reader.read('script', [], { signal });

it('keeps its toolbox when a look is cancelled, and runs none that was cancelled before its turn', async () => {
  const aborts = Array.from({ length: 30 }, () => new AbortController());
  const reads = aborts.map(({ signal }) => read(signal));
  await settle();
  // A person holds a key down, so each read cancels the one before.
  for (const abort of aborts.slice(0, -1)) abort.abort();
  for (const cancelled of reads.slice(0, -1)) {
    await expect(cancelled).rejects.toMatchObject({ error: { type: 'cancelled' } });
  }
  running[0]?.end();
  await settle();
  running[1]?.end();
  expect((await reads.at(-1))?.stdout.toString()).toBe('x');
  expect([opened, closed, running.length]).toEqual([1, 0, 2]);
});

it('gives a cancelled command up with its toolbox when it does not end', async () => {
  const abort = new AbortController();
  const cancelled = read(abort.signal);
  await settle();
  abort.abort();
  await expect(cancelled).rejects.toMatchObject({ error: { type: 'cancelled' } });
  expect(running[0]?.options.signal.aborted).toBe(false);
  clock.advance(3_000);
  await settle();
  expect(closed).toBe(1);
  const next = read(new AbortController().signal);
  await settle();
  running[1]?.end();
  await next;
  expect(opened).toBe(2);
});
