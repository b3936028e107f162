import { expect, it, vi } from 'vitest';
import { sampleAgent } from '../../contract/agent.fixture.ts';
import { MANUAL_LIFE } from '../../contract/agent-life.ts';
import type { Sample } from '../../contract/stats.ts';
import { Emitter } from '../../lib/emitter.ts';
import { silentLogger } from '../../lib/logger.ts';
import { ManualClock } from '../../lib/manual-clock.ts';
import { IdleWatch } from './idle-watch.ts';

const agent = sampleAgent({ startedAt: 0 });

function watchIdle(idleStopMinutes: number | null, wroteAt: () => number | undefined = () => undefined) {
  const clock = new ManualClock();
  const stop = vi.fn(() => Promise.resolve());
  const read: string[][] = [];
  let sample: (cpuPercent: number) => void = () => undefined;
  const idle = new IdleWatch({
    directory: {
      list: () => ({ sequence: 1, agents: [agent] }),
      get: () => agent,
      onChange: () => () => undefined,
    },
    life: { lifeOf: () => ({ ...MANUAL_LIFE, idleStopMinutes }), changed: new Emitter() },
    stats: {
      watch: ({ listed }, onSample) => {
        read.push([...listed]);
        sample = (cpuPercent) => onSample('a', { cpuPercent } as Sample);
        return () => undefined;
      },
    },
    newestLineAt: () => Promise.resolve(wroteAt()),
    stop,
    clock,
    logger: silentLogger,
  });
  /** Lets the promises of a look settle between the ticks of the clock. */
  const pass = async (minutes: number) => {
    for (let tick = 0; tick < minutes * 12; tick += 1) {
      clock.advance(5_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { clock, idle, stop, read, pass, sample: (percent: number) => sample(percent) };
}

it('stops an agent that was idle for as long as it may', async () => {
  const { pass, stop } = watchIdle(5);
  await pass(4.5);
  expect(stop).not.toHaveBeenCalled();
  await pass(1);
  expect(stop).toHaveBeenCalledWith(agent, 5);
});

it('takes CPU, a console and output for signs of life', async () => {
  let wroteAt = 0;
  const { pass, stop, sample, idle, clock } = watchIdle(5, () => wroteAt);
  await pass(4);
  sample(30);
  await pass(4);
  idle.active('a');
  await pass(4);
  wroteAt = clock.now();
  await pass(4);
  expect(stop).not.toHaveBeenCalled();
  await pass(2);
  expect(stop).toHaveBeenCalled();
});

it('does not take the ticking of a program that waits for work', async () => {
  const { pass, stop, sample } = watchIdle(1);
  await pass(0.8);
  sample(1.5);
  await pass(0.5);
  expect(stop).toHaveBeenCalled();
});

it('reads nothing of an agent that may idle for ever', async () => {
  const { pass, stop, read } = watchIdle(null);
  await pass(60);
  expect(read).toEqual([]);
  expect(stop).not.toHaveBeenCalled();
});

it.each([3, -3])('does not take it for idle when the clock is set by %s days', async (days) => {
  const { pass, stop, clock, sample } = watchIdle(5);
  await pass(4);
  sample(30);
  clock.setBy(days * 24 * 60 * 60_000);
  await pass(4);
  expect(stop).not.toHaveBeenCalled();
  await pass(2);
  expect(stop).toHaveBeenCalled();
});

it.each([3_600_000, -3_600_000])('sees new lines of an engine whose clock differs by %s ms', async (ms) => {
  let wroteAt = ms;
  const { pass, stop, clock } = watchIdle(5, () => wroteAt);
  for (let minute = 0; minute < 12; minute += 1) {
    await pass(1);
    wroteAt = clock.now() + ms;
  }
  expect(stop).not.toHaveBeenCalled();
});
