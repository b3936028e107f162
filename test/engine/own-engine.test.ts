import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { engineStatus, stopEngine } from '../../scripts/engine/control.mjs';
import { obtainOwnEngine } from '../../scripts/engine/own-engine.mjs';
import { enginePlace } from '../../scripts/engine/place.mjs';
import { testEngine } from '../harness/engine/engine.ts';

const NAME = `own-${process.pid}`;
/** A person's environment in which no engine answers. */
const bare = { PATH: process.env.PATH, DOCKER_CONFIG: '/nowhere' };

/** Starts it as `npm start` does, and gives it to `use`. */
async function withEngine(use: (docker: (...args: string[]) => string) => void): Promise<void> {
  const engine = await obtainOwnEngine(bare, NAME);
  if (!engine) throw new Error('an engine answers on this machine');
  use((...args) =>
    execFileSync('docker', ['--host', engine.dockerHost, ...args], { encoding: 'utf8' }).trim(),
  );
  await engine.release();
}

describe.runIf(testEngine().isPrivate)('the engine that npm start brings up where there is none', () => {
  afterAll(async () => {
    await stopEngine(NAME);
    rmSync(enginePlace(NAME).folder, { recursive: true, force: true });
  });

  it('goes on while an agent runs, and keeps what it has when it is stopped', async () => {
    await withEngine((docker) => {
      docker('volume', 'create', 'work');
      docker(
        'run',
        '--detach',
        '--name',
        'agent',
        '--label',
        'dev.bulkhead.role=agent',
        'busybox:stable',
        'sleep',
        '600',
      );
    });
    expect(engineStatus(NAME).running).toBe(true);
    await withEngine((docker) => docker('stop', '--time', '0', 'agent'));
    expect(engineStatus(NAME).running).toBe(false);
    await withEngine((docker) => {
      expect(docker('ps', '--all', '--format', '{{.Names}}')).toBe('agent');
      expect(docker('volume', 'ls', '--quiet')).toBe('work');
      docker('rm', 'agent');
      docker('volume', 'rm', 'work');
    });
  });

  it('is not needed where the person names an engine', async () => {
    expect(await obtainOwnEngine({ ...bare, DOCKER_HOST: 'tcp://engine.test:2376' }, NAME)).toBeUndefined();
  });
});
