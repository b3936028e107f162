import { docker, dockerOutput } from '../../harness/engine/docker-cli.ts';
import type { Fault } from './every-step.ts';
import { atStep, everyStep } from './steps.ts';
import type { World } from './world.ts';

async function killApp(world: World): Promise<boolean> {
  await world.host.kill();
  return false;
}

const restart = (world: World) => world.restart();

/** Kills the engine host right before the engine gets a request, so that nothing has changed. */
export const hostKilledBefore: Fault = {
  name: 'engine host killed before',
  stepsOf: everyStep,
  arm: atStep('before', killApp),
  recover: restart,
};

/** Kills the engine host after the engine has executed a request, and before the answer arrives. */
export const hostKilledAfter: Fault = {
  name: 'engine host killed after',
  stepsOf: everyStep,
  arm: atStep('after', killApp),
  recover: restart,
};

/** Kills the main process of the packaged app after the engine has executed a request. */
export const appKilled: Fault = {
  name: 'app killed',
  stepsOf: everyStep,
  arm: atStep('after', killApp),
  recover: restart,
};

/** Kills the containers of a role right before or after a request. The engine host survives. */
const containerKilled = (role: string, side: 'before' | 'after'): Fault => ({
  name: `${role} killed`,
  hostSurvives: true,
  stepsOf: ({ steps }) => steps.filter((step) => step[side].includes(role)).map(({ name }) => name),
  arm: (world, target, reached) =>
    world.proxy.watch({
      [side]: async (step: string) => {
        if (step !== target) return true;
        const running = await docker('ps', '-q', '--filter', `label=dev.bulkhead.role=${role}`);
        const ids = running.split('\n').filter(Boolean);
        if (ids.length === 0) return true;
        reached();
        await dockerOutput('kill', ...ids);
        return true;
      },
    }),
  recover: (world) => world.settle(),
});

export const gatewayKilled = containerKilled('gateway', 'before');
/** The fault happens after the answer, because the answer to the start of a command means that the command runs. */
export const toolboxKilled = containerKilled('toolbox', 'after');

export const killed = [hostKilledBefore, hostKilledAfter, gatewayKilled, toolboxKilled];

/** Kills the engine host at its operations on files, numbered from 1 in the name of the step. */
const killedAtFile = (halfWritten: boolean): Fault => ({
  name: halfWritten ? 'engine host killed in a write' : 'engine host killed before a file operation',
  stepsOf: ({ fileSteps }) =>
    fileSteps.flatMap(({ name, canBeTorn }, index) =>
      halfWritten && !canBeTorn ? [] : [`${index + 1} ${name}`],
    ),
  arm(world, step, reached) {
    const { host } = world;
    host.endAtFile?.(Number.parseInt(step, 10), halfWritten);
    void host.exited().then(reached);
  },
  recover: (world) => world.restart(),
});

export const killedAtFiles = [killedAtFile(false), killedAtFile(true)];
