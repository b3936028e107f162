import { expect, it } from 'vitest';
import { AppFailure } from '../../contract/error.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Engine } from '../docker/engine.ts';
import { waitForStart } from './wait-for-start.ts';

/** An engine whose container shows these states one after the other, the last for good. */
function engineShowing(states: { Running: boolean; ExitCode: number }[], processes: string[][]): Engine {
  let inspected = 0;
  let listed = 0;
  return {
    inspectContainer: async () => ({ State: states[Math.min(inspected++, states.length - 1)] }),
    top: async () => ({
      Titles: ['PID', 'CMD'],
      Processes: (processes[Math.min(listed++, processes.length - 1)] ?? []).map((line) => ['1', line]),
    }),
  } as unknown as Engine;
}

const running = { Running: true, ExitCode: 0 };
const ended = (ExitCode: number) => ({ Running: false, ExitCode });
const init = '/sbin/docker-init -- x';

/** Time passes only by waiting. */
function manualClock(): Clock & { waitedMs: number } {
  const clock = {
    waitedMs: 0,
    now: () => clock.waitedMs,
    monotonic: () => clock.waitedMs,
    after: (delayMs: number, callback: () => void) => {
      clock.waitedMs += delayMs;
      queueMicrotask(callback);
      return () => undefined;
    },
  };
  return clock;
}

const watch = (engine: Engine, clock: Clock, processesVisible = true) =>
  waitForStart(engine, 'id', ['no-such'], { clock, processesVisible, signal: new AbortController().signal });

it('waits until something else than the init process runs', async () => {
  const clock = manualClock();
  await watch(engineShowing([running], [[init], [init, init], [init, 'sleep 1']]), clock);
  expect(clock.waitedMs).toBe(40);
});

it.each([
  [127, /“no-such”: there is no such command/],
  [126, /“no-such”: it is not a program/],
])('says what exit code %d means', async (code, message) => {
  const clock = manualClock();
  const failure = await watch(engineShowing([running, ended(code)], [[init]]), clock).catch((error) => error);
  expect(failure).toBeInstanceOf(AppFailure);
  expect(failure.error).toMatchObject({ type: 'command-not-found', field: 'command' });
  expect(failure.message).toMatch(message);
});

it('leaves it to the command to end in any other way', async () => {
  await expect(watch(engineShowing([ended(0)], []), manualClock())).resolves.toBeUndefined();
  await expect(watch(engineShowing([ended(3)], []), manualClock())).resolves.toBeUndefined();
});

it('only waits a little where processes cannot be seen', async () => {
  const clock = manualClock();
  await watch(engineShowing([running], []), clock, false);
  expect(clock.waitedMs).toBe(400);
});

it('waits a fixed time where the engine cannot list processes, as a rootless one without control groups', async () => {
  const clock = manualClock();
  const raw = 'unable to get all container pids: lstat : no such file or directory';
  const refused = new AppFailure({ type: 'internal', message: raw, raw });
  await watch({ ...engineShowing([running], []), top: () => Promise.reject(refused) }, clock);
  expect(clock.waitedMs).toBe(400);
});
