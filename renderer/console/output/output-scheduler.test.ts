import { expect, it } from 'vitest';
import { setErrorReporter } from '../../../electron/lib/report-error.ts';
import { OutputScheduler, type Parser } from './output-scheduler.ts';

/** A clock that moves when somebody parses or pauses. */
class Time {
  now = 0;

  pause = async (ms: number): Promise<void> => {
    this.now += Math.max(ms, 1);
  };
}

class CountingParser implements Parser {
  readonly owner = { agent: 'agent', console: 'Shell 1' };
  parsedMs = 0;
  inSight: boolean;
  readonly #time: Time;
  #leftMs: number;

  constructor(time: Time, options: { inSight: boolean; workMs: number }) {
    this.#time = time;
    this.inSight = options.inSight;
    this.#leftMs = options.workMs;
  }

  get empty(): boolean {
    return this.#leftMs <= 0;
  }

  async turn(budgetMs: number): Promise<void> {
    this.#time.now += budgetMs;
    this.parsedMs += budgetMs;
    this.#leftMs -= budgetMs;
  }
}

async function runFor(time: Time, parsers: readonly CountingParser[], ms: number): Promise<void> {
  const end = time.now + ms;
  let over: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    over = resolve;
  });
  const scheduler = new OutputScheduler({
    now: () => time.now,
    pause: async (pauseMs) => {
      await time.pause(pauseMs);
      if (time.now >= end) {
        for (const parser of parsers) scheduler.forget(parser);
        over();
      }
    },
  });
  for (const parser of parsers) scheduler.request(parser);
  await ended;
}

it('gives all consoles out of sight together a fifth of the time, in equal parts', async () => {
  const time = new Time();
  const hidden = Array.from({ length: 5 }, () => new CountingParser(time, { inSight: false, workMs: 1e9 }));
  const visible = new CountingParser(time, { inSight: true, workMs: 1e9 });
  await runFor(time, [...hidden, visible], 10_000);
  const shares = hidden.map(({ parsedMs }) => parsedMs);
  expect(shares.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(2_000);
  // One turn more or less, where the time ended within a round.
  expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(8);
  expect(visible.parsedMs).toBeGreaterThan(5_000);
});

it('leaves the window four fifths of the time while nobody looks at a console', async () => {
  const time = new Time();
  const hidden = Array.from({ length: 24 }, () => new CountingParser(time, { inSight: false, workMs: 1e9 }));
  await runFor(time, hidden, 10_000);
  const parsedMs = hidden.reduce((sum, each) => sum + each.parsedMs, 0);
  expect(parsedMs).toBeGreaterThan(1_000);
  expect(parsedMs).toBeLessThanOrEqual(2_000);
});

it('ends when everything is parsed, says so, and begins anew', async () => {
  const time = new Time();
  const turns: (Parser | null)[] = [];
  let idle: () => void = () => undefined;
  const scheduler = new OutputScheduler({
    now: () => time.now,
    pause: time.pause,
    onTurn: (parser) => {
      turns.push(parser);
      if (parser === null) idle();
    },
  });
  for (const inSight of [true, false]) {
    const ended = new Promise<void>((resolve) => {
      idle = resolve;
    });
    const parser = new CountingParser(time, { inSight, workMs: 10 });
    scheduler.request(parser);
    await ended;
    expect(parser.empty).toBe(true);
    expect(turns.at(0)).toBe(parser);
    expect(turns.splice(0).at(-1)).toBeNull();
  }
});

it('goes on with the others when one console fails', async () => {
  setErrorReporter(() => undefined);
  const time = new Time();
  const failing: Parser = {
    owner: { agent: 'agent', console: 'Shell 2' },
    inSight: true,
    empty: true,
    turn: () => Promise.reject(new Error('planted')),
  };
  const other = new CountingParser(time, { inSight: true, workMs: 8 });
  const scheduler = new OutputScheduler({ now: () => time.now, pause: time.pause });
  scheduler.request(failing);
  scheduler.request(other);
  await expect.poll(() => other.empty).toBe(true);
});
