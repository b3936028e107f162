import { basename, dirname } from 'node:path';
import { answers } from '../../../scripts/engine/api.mjs';
import { engineStatus } from '../../../scripts/engine/control.mjs';
import { testEngine } from '../../harness/engine/engine.ts';
import type { SmallEngine } from '../../harness/engine/small-engine.ts';
import { engineObjects } from './engine-objects.ts';
import type { Fault } from './every-step.ts';
import { atStep, everyStep, firstAndLastOfKind } from './steps.ts';
import { waitFor } from './wait-for.ts';

/** Longer than the app waits for the answer to a request, and for that to its heartbeat. */
const STOPPED_MS = 35_000;

/** Returns the engine's process id; undefined while the engine restarts. */
function enginePid(): number | undefined {
  return engineStatus(basename(dirname(testEngine().socket))).pids?.engine;
}

/** Kills the engine. The supervisor restarts it, and it ends the containers that were left running. */
export async function killEngine(): Promise<void> {
  const pid = enginePid();
  if (pid === undefined) throw new Error('the engine does not run');
  process.kill(pid, 'SIGKILL');
  await waitFor(async () => {
    const now = enginePid();
    if (now === undefined || now === pid || !(await answers(testEngine().socket)))
      throw new Error('no engine yet');
  });
}

/**
 * Kills the engine right before it gets a request. The request then fails as without an engine. Agents end with it; a
 * person starts them again.
 */
export const engineKilled: Fault = {
  name: 'engine killed',
  hostSurvives: true,
  stepsOf: everyStep,
  arm: atStep('before', async (world) => {
    world.proxy.cut();
    await killEngine();
    return false;
  }),
  async recover(world) {
    await world.settle();
    // The window may not know yet that an agent has ended, and the engine may go away once more while it starts.
    await waitFor(async () => {
      for (const { kind, role, state, agentId } of await engineObjects())
        if (kind === 'container' && role === 'agent' && state !== 'running' && agentId)
          await world.window.call('agent.start', { agentId });
    });
  },
};

const stopped = (ms: number, stepsOf: Fault['stepsOf']): Fault => ({
  name: `engine stopped for ${ms / 1000} s`,
  hostSurvives: true,
  stepsOf,
  arm: atStep('before', async () => {
    const pid = enginePid() ?? 0;
    process.kill(pid, 'SIGSTOP');
    setTimeout(() => process.kill(pid, 'SIGCONT'), ms);
    return true;
  }),
  recover: (world) => world.settle(),
});

/** Stops the engine's process in the middle of the operation. */
export const engineStoppedForMinute = stopped(60_000, (run) => {
  const steps = firstAndLastOfKind(run);
  return steps.slice(steps.length >> 1, (steps.length >> 1) + 1);
});
export const engineStopped = stopped(STOPPED_MS, firstAndLastOfKind);

/** Delays every answer of the engine by two seconds. */
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

/** Leaves no room on the engine's disk from a step on, until the operation has ended. */
export const engineDiskFull = (disk: () => SmallEngine): Fault => ({
  name: 'engine disk full',
  hostSurvives: true,
  stepsOf: firstAndLastOfKind,
  arm: atStep('before', async () => {
    disk().fill();
    return true;
  }),
  async recover(world) {
    disk().makeRoom();
    // What could not be removed without room is removed by the next start, as the operation says.
    await world.restart();
  },
});

/** The engine's disk can only be read from a step on, until the operation has ended: nothing can be removed either. */
export const engineReadOnly: Fault = {
  name: 'engine disk read-only',
  hostSurvives: true,
  stepsOf: firstAndLastOfKind,
  arm: atStep('before', async (world) => {
    world.proxy.isReadOnly = true;
    return true;
  }),
  async recover(world) {
    world.proxy.isReadOnly = false;
    // What could not be removed is removed by the next start, as the operation says.
    await world.restart();
  },
};
