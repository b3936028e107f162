import { basename, dirname } from 'node:path';
import { answers } from '../../../scripts/engine/api.mjs';
import { engineStatus } from '../../../scripts/engine/control.mjs';
import { testEngine } from '../../harness/engine/engine.ts';
import type { Fault } from './every-step.ts';
import { waitFor } from './world.ts';

const STOPPED_MS = 60_000;

/** The engine's process now; undefined while it is being started again. */
function enginePid(): number | undefined {
  return engineStatus(basename(dirname(testEngine().socket))).pids?.engine;
}

/** Ends the engine as a crash would. It is started again, and ends the containers that its end left running. */
async function killEngine(): Promise<void> {
  const pid = enginePid();
  if (pid === undefined) throw new Error('the engine does not run');
  process.kill(pid, 'SIGKILL');
  await waitFor(async () => {
    const now = enginePid();
    if (now === undefined || now === pid || !(await answers(testEngine().socket)))
      throw new Error('no engine yet');
  });
}

/** Kills the engine right before it gets a request; the request is then refused as an engine that is gone does. */
export const engineKilled: Fault = {
  name: 'engine killed',
  hostSurvives: true,
  stepsOf: ({ steps }) => steps.map(({ name }) => name),
  arm: (world, target, reached) =>
    world.proxy.watch({
      before: async (step) => {
        if (step !== target) return true;
        reached();
        world.proxy.cut();
        await killEngine();
        return false;
      },
    }),
  recover: (world) => world.settle(),
};

/** Stops the engine's process for a minute in the middle of the operation. */
export const engineStopped: Fault = {
  name: 'engine stopped for 60 s',
  hostSurvives: true,
  stepsOf: ({ steps }) => steps.slice(steps.length >> 1, (steps.length >> 1) + 1).map(({ name }) => name),
  arm: (world, target, reached) =>
    world.proxy.watch({
      before: async (step) => {
        if (step !== target) return true;
        reached();
        const pid = enginePid() ?? 0;
        process.kill(pid, 'SIGSTOP');
        setTimeout(() => process.kill(pid, 'SIGCONT'), STOPPED_MS);
        return true;
      },
    }),
  recover: (world) => world.settle(),
};

/** Every answer of the engine takes two seconds longer. */
export const engineSlow: Fault = {
  name: 'engine answers 2 s late',
  hostSurvives: true,
  stepsOf: () => ['all'],
  arm(world, _step, reached) {
    world.proxy.delayMs = 2_000;
    reached();
  },
  async recover(world) {
    world.proxy.delayMs = 0;
    await world.settle();
  },
};
