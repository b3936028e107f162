import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Scope } from '../../electron/lib/scope.ts';
import { testEngine } from '../harness/engine/engine.ts';
import { OrdinaryUser } from '../harness/engine/ordinary-user.ts';

const scope = new Scope();
afterAll(() => scope.dispose());

describe.runIf(testEngine().isPrivate)('the engine that the app brings to an ordinary user', () => {
  it('runs containers, starts and stops with the host, and leaves nothing when it is removed', async () => {
    const user = new OrdinaryUser(scope);
    const folder = join(user.dataPath, 'engine');
    expect(JSON.parse((await user.bulkhead('engine', 'status', '--json')).out)).toMatchObject({
      status: 'absent',
      isUsed: false,
      sources: [{ kind: 'packages', missing: [] }, { kind: 'download' }],
    });
    expect(await user.bulkhead('engine', 'start')).toMatchObject({
      code: 0,
      out: expect.stringContaining('running, used'),
    });

    const host = `unix://${join(folder, 'docker.sock')}`;
    const docker = (command: string) => execFileSync('sh', ['-c', command], { encoding: 'utf8' });
    docker(`docker save busybox:stable | docker --host ${host} load`);
    const labels = '--label dev.bulkhead.agent=ada --label dev.bulkhead.role=agent';
    docker(`docker --host ${host} run --detach --name ada ${labels} busybox:stable sleep 600`);
    expect(await user.bulkhead('engine', 'stop')).toMatchObject({
      code: 1,
      err: expect.stringContaining('Stop them first'),
    });
    docker(`docker --host ${host} stop --time 0 ada`);
    expect(await user.bulkhead('engine', 'stop')).toMatchObject({ code: 0 });
    expect(user.processes()).toEqual([]);

    // A command that needs the engine starts it, and stops it again.
    expect(await user.bulkhead('images')).toMatchObject({
      code: 0,
      out: expect.stringContaining('busybox:stable'),
    });
    expect(user.processes()).toEqual([]);

    expect(await user.bulkhead('engine', 'rm')).toMatchObject({
      code: 1,
      out: expect.stringContaining(folder),
    });
    expect(await user.bulkhead('engine', 'rm', '--force')).toMatchObject({ code: 0, err: '' });
    expect([existsSync(folder), user.processes()]).toEqual([false, []]);
  });
});
