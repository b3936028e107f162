import { chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tarFolder } from '../../electron/engine/workspace/copy/tar-folder.ts';
import { unpackInto } from '../../electron/engine/workspace/copy/unpack.ts';
import { Scope } from '../../electron/lib/scope.ts';
import {
  agentObjects,
  busyboxSpec,
  type TestProvisioning,
  testProvisioning,
} from '../harness/agents/provisioning.ts';
import { folderCopy, personFolder } from '../harness/agents/workspace-folders.ts';
import { docker } from '../harness/engine/docker-cli.ts';

const scope = new Scope();
const { signal } = new AbortController();
let setup: TestProvisioning;
beforeAll(async () => {
  setup = await testProvisioning(scope);
  await setup.deps.toolbox.prepare(signal);
});
afterAll(() => scope.dispose());

it('takes a whole copy back when it is cancelled, and says which files changed meanwhile', async () => {
  const folder = personFolder(scope);
  writeFileSync(join(folder, 'a-growing'), 'begun');
  for (const name of ['b', 'c', 'd']) writeFileSync(join(folder, name), Buffer.alloc(40 * 2 ** 20, name));
  chownSync(folder, 1000, 1000);
  const begin = async (name: string) =>
    (await setup.provisioner.create({ spec: busyboxSpec(name, folderCopy(folder)), confirmed: [] }, signal))
      .id;
  const whenCopying = (id: string, act: () => void) =>
    setup.operations.onChange((operation) => {
      const step = operation.steps.find((each) => each.id === 'copy');
      if (operation.id === id && (step?.progress?.done ?? 0) > 0 && step?.status === 'running') act();
    });

  const cancelled = await begin('never');
  const stop = whenCopying(cancelled, () => setup.operations.cancel(cancelled));
  const ended = await setup.operations.ended(cancelled);
  stop();
  expect(ended).toMatchObject({ status: 'cancelled' });
  expect(await agentObjects(setup.engine, ended.agentId)).toEqual([]);

  let changes = 0;
  const id = await begin('meanwhile');
  const stopChanging = whenCopying(id, () => {
    changes += 1;
    writeFileSync(join(folder, 'd'), Buffer.alloc(changes * 1000, 'shorter'));
    writeFileSync(join(folder, `new-${changes}`), '');
  });
  const done = await setup.operations.ended(id);
  stopChanging();
  expect(done).toMatchObject({ status: 'done' });
  const baseline = done.steps.find((step) => step.id === 'baseline');
  expect(baseline?.detail).toMatch(/changed while being copied and may be half old, half new\./);
});

it('says that the engine’s disk is full', async () => {
  const volume = `bulkhead-small-${process.pid}`;
  const options = ['type=tmpfs', 'device=tmpfs', 'o=size=1m,mode=1777'].flatMap((option) => ['-o', option]);
  await docker('volume', 'create', ...options, volume);
  scope.add(async () => void (await docker('volume', 'rm', volume)));
  const folder = personFolder(scope);
  writeFileSync(join(folder, 'large'), Buffer.alloc(4 * 2 ** 20, 'x'));
  const mounts = [{ Type: 'volume' as const, Source: volume, Target: '/workspace' }];
  const toolbox = await setup.deps.toolbox.open({ mounts }, signal);
  const archive = tarFolder(folder, { signal, onProblem: () => undefined, onProgress: () => undefined });
  try {
    await expect(unpackInto(toolbox, archive, signal)).rejects.toMatchObject({
      error: { type: 'resource-limit', message: expect.stringMatching(/disk is full/) },
    });
  } finally {
    await toolbox.close();
  }
});
