import xterm from '@xterm/headless';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { setErrorReporter } from '../../../electron/lib/report-error.ts';
import { startCpuTimer } from '../../../test/harness/cpu-time.ts';
import { clusterWidths } from './cluster-widths.ts';
import { hostileSequence } from './hostile.fixture.ts';
import { END_OF_PICTURE, OutputQueue, type ParsingTerminal, type QueueTiming } from './output-queue.ts';

const timing: QueueTiming = {
  now: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** `BULKHEAD_FUZZ_SEQUENCES=1000000` tries as many; that takes minutes. */
const SEQUENCES = Number(process.env.BULKHEAD_FUZZ_SEQUENCES ?? 10_000);

const opened: xterm.Terminal[] = [];
afterEach(() => {
  for (const terminal of opened.splice(0)) terminal.dispose();
});

function newTerminal(): xterm.Terminal {
  const terminal = new xterm.Terminal({
    cols: 80,
    rows: 24,
    scrollback: 10_000,
    logLevel: 'off',
    allowProposedApi: true,
  });
  opened.push(terminal);
  terminal.unicode.register(clusterWidths);
  terminal.unicode.activeVersion = clusterWidths.version;
  return terminal;
}

function queueOf(terminal: xterm.Terminal): OutputQueue {
  const parsing: ParsingTerminal = {
    size: { columns: terminal.cols, rows: terminal.rows },
    get isDrawing() {
      return terminal.modes.synchronizedOutputMode;
    },
    write: (text, onParsed) => terminal.write(text, onParsed),
  };
  return new OutputQueue(parsing, timing);
}

async function parseAll(queue: OutputQueue): Promise<{ turns: number; longestCpuMs: number }> {
  let turns = 0;
  let longestCpuMs = 0;
  while (!queue.empty) {
    const cpuMs = startCpuTimer();
    expect(await queue.turn(8)).toBe(true);
    longestCpuMs = Math.max(longestCpuMs, cpuMs());
    turns += 1;
  }
  return { turns, longestCpuMs };
}

const shown = (terminal: xterm.Terminal) =>
  Array.from({ length: terminal.buffer.active.length }, (_, row) =>
    terminal.buffer.active.getLine(row)?.translateToString(true),
  )
    .join('\n')
    .trimEnd();

describe('characters', () => {
  it('that come in two pieces are one', async () => {
    const terminal = newTerminal();
    const queue = queueOf(terminal);
    queue.add(Uint8Array.of(0x41, 0xe2, 0x80));
    await parseAll(queue);
    queue.add(Uint8Array.of(0x94, 0x42));
    await parseAll(queue);
    expect(shown(terminal)).toBe('A—B');
  });

  it('are all there, wherever chunks cut them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('—', '漢', '\ud83d\ude00', 'a', 'é'), { minLength: 1, maxLength: 30 }),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }),
        async (characters, lengths) => {
          const terminal = newTerminal();
          const queue = queueOf(terminal);
          const bytes = new TextEncoder().encode(characters.join(''));
          for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
            const length = lengths[turn % lengths.length] ?? 1;
            queue.add(bytes.subarray(at, at + length));
            at += length;
          }
          await parseAll(queue);
          expect(shown(terminal).replaceAll('\n', '')).toBe(characters.join(''));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('are acknowledged by the chunk, also one that ends within a character', async () => {
    const queue = queueOf(newTerminal());
    const parsed: string[] = [];
    queue.add(Uint8Array.of(0xe2), () => parsed.push('first'));
    queue.add(Uint8Array.of(0x80, 0x94), () => parsed.push('second'));
    queue.add(new TextEncoder().encode('x'.repeat(50_000)), () => parsed.push('third'));
    await parseAll(queue);
    expect(parsed).toEqual(['first', 'second', 'third']);
  });
});

describe('a hostile program', () => {
  it.each([
    ['insert lines', '\u001b[2147483647L'],
    ['delete lines', '\u001b[2147483647M'],
    ['scroll up', '\u001b[2147483647S'],
    ['scroll down', '\u001b[2147483647T'],
    ['tabs forward', '\u001b[2147483647I'],
    ['tabs back', '\u001b[2147483647Z'],
    ['repeat', 'x\u001b[999999999b'],
    ['insert, delete, erase characters', '\u001b[2147483647@\u001b[2147483647P\u001b[2147483647X'],
    ['columns', "\u001b[2147483647'}\u001b[2147483647'~\u001b[2147483647 @\u001b[2147483647 A"],
  ])('keeps its terminal neither busy nor broken: %s', async (_name, text) => {
    const terminal = newTerminal();
    const queue = queueOf(terminal);
    queue.add(Array.from({ length: 11_000 }, (_, line) => `line ${line}\r\n`).join(''));
    await parseAll(queue);
    queue.add(text.repeat(100));
    const { longestCpuMs } = await parseAll(queue);
    expect(longestCpuMs).toBeLessThan(500);
    queue.add('\u001bcalive');
    await parseAll(queue);
    expect(shown(terminal)).toBe('alive');
  });

  it('puts no more marks on a character than the page can draw', async () => {
    const terminal = newTerminal();
    const queue = queueOf(terminal);
    queue.add(`x${'\u0301'.repeat(5_000)}\u001b[999999b`);
    await parseAll(queue);
    expect(terminal.buffer.active.getLine(0)?.getCell(0)?.getChars()).toHaveLength(31);
  });

  it('has its output parsed in short turns, whatever it is', async () => {
    const terminal = newTerminal();
    const queue = queueOf(terminal);
    queue.add(fc.sample(hostileSequence, { numRuns: SEQUENCES, seed: 8 }).join(''));
    const { longestCpuMs } = await parseAll(queue);
    // 8 ms are meant; a busy machine may take the processor away.
    expect(longestCpuMs).toBeLessThan(500);
  }, 600_000);
});

it('ends a turn when its time is over, and goes on in the next', async () => {
  const terminal = newTerminal();
  const queue = queueOf(terminal);
  queue.add('\u001b#8'.repeat(20_000));
  expect((await parseAll(queue)).turns).toBeGreaterThan(3);
});

it('says so at once when the terminal throws while it is written to', async () => {
  const reported: unknown[] = [];
  setErrorReporter((error) => reported.push(error));
  const failing: ParsingTerminal = {
    size: { columns: 80, rows: 24 },
    isDrawing: false,
    write: (text, onParsed) => {
      if (text !== '') throw new Error('planted');
      onParsed();
    },
  };
  const queue = new OutputQueue(failing, timing);
  queue.add('x');
  expect(await queue.turn(8)).toBe(false);
  expect(reported).toEqual([new Error('planted')]);
});

it('says when the terminal parses nothing any more, and goes on behind what it threw on', async () => {
  const callbacks: (() => void)[] = [];
  const writes: string[] = [];
  const terminal: ParsingTerminal = {
    size: { columns: 80, rows: 24 },
    isDrawing: false,
    // As xterm after an exception: it never calls back.
    write: (text, onParsed) => {
      writes.push(text);
      if (!text.includes('broken')) onParsed();
    },
  };
  const queue = new OutputQueue(terminal, {
    now: () => 0,
    after: (_ms, callback) => {
      callbacks.push(callback);
      return () => undefined;
    },
  });
  const parsed: string[] = [];
  queue.add('broken', () => parsed.push('broken'));
  queue.add('after', () => parsed.push('after'));
  const turn = queue.turn(8);
  callbacks[0]?.();
  await expect(turn).resolves.toBe(false);
  queue.recover('notice');
  expect(parsed).toEqual(['broken']);
  await expect(queue.turn(8)).resolves.toBe(true);
  expect(writes.filter((text) => text !== '')).toEqual(['broken', 'notice', 'after']);
  expect(parsed).toEqual(['broken', 'after']);
});

describe('a turn', () => {
  const BEGIN = '\u001b[?2026h';
  /** A queue whose terminal takes 3 ms for each slice, and the slices that it has parsed. */
  const slowQueue = () => {
    const slices: string[] = [];
    let now = 0;
    const terminal = {
      size: { columns: 80, rows: 24 },
      isDrawing: false,
      write(text: string, onParsed: () => void) {
        if (text !== '') slices.push(text);
        if (text !== '') now += 3;
        if (text.startsWith(BEGIN)) terminal.isDrawing = true;
        if (text.endsWith(END_OF_PICTURE)) terminal.isDrawing = false;
        onParsed();
      },
    };
    return { queue: new OutputQueue(terminal, { ...timing, now: () => now }), slices };
  };

  it('goes on to the end of a picture, and no further', async () => {
    const { queue, slices } = slowQueue();
    const picture = `${BEGIN}${'x'.repeat(17_000)}${END_OF_PICTURE}`;
    queue.add(picture + picture);
    await queue.turn(8);
    expect(slices.join('').length).toBe(picture.length);
    await queue.turn(8);
    expect(queue.empty).toBe(true);
  });

  it('ends with each picture, so that it is shown', async () => {
    const { queue, slices } = slowQueue();
    const picture = `${BEGIN}x${END_OF_PICTURE}`;
    queue.add(picture + picture);
    await queue.turn(8);
    expect(slices).toEqual([picture]);
    await queue.turn(8);
    expect(slices).toEqual([picture, picture]);
  });

  it.each(['x'.repeat(20_000), `${BEGIN}x${END_OF_PICTURE}`.repeat(4)])(
    'leaves pictures out when much waits behind them',
    async (behind) => {
      const { queue, slices } = slowQueue();
      const picture = `${BEGIN}x${END_OF_PICTURE}`;
      queue.add(picture + picture);
      queue.add(behind);
      await queue.turn(8);
      expect(slices.slice(0, 2)).toEqual([picture, picture]);
    },
  );

  it('ends within a picture that takes too long', async () => {
    const { queue, slices } = slowQueue();
    queue.add(BEGIN + 'x'.repeat(900_000));
    await queue.turn(8);
    expect(slices).toHaveLength(8);
    expect(queue.empty).toBe(false);
  });
});
