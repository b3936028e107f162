import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type HostFolder, hostFolder } from '../../../contract/agent-spec.ts';
import type { ContainerInspect } from '../../docker/api.ts';
import { findMasks } from '../masks.ts';
import { agentMounts } from '../mounts.ts';
import { checkMasks } from './check-masks.ts';

const { signal } = new AbortController();
const NEVER = '0001-01-01T00:00:00Z';
let folder: string;
let workspace: HostFolder;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'masks-')));
  mkdirSync(join(folder, 'api'));
  mkdirSync(join(folder, 'config'));
  writeFileSync(join(folder, 'api/.env'), 'SECRET');
  writeFileSync(join(folder, 'config/key.pem'), 'SECRET');
  workspace = hostFolder(folder, { masks: ['.env', 'config/key.pem'] });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A container that was made with what is masked now. */
async function container(): Promise<ContainerInspect['Mounts']> {
  const mounts = agentMounts('a', { workspace }, (await findMasks(workspace, signal)).found);
  return mounts.map(({ Type, Source = '', Target, ReadOnly }) => ({
    Type,
    Source,
    Destination: Target,
    RW: !ReadOnly,
  })) as ContainerInspect['Mounts'];
}
const stopped = { Running: false, StartedAt: NEVER, FinishedAt: NEVER };
const running = (startedAt: number, finishedAt: number | string = NEVER) => ({
  Running: true,
  StartedAt: new Date(startedAt).toISOString(),
  FinishedAt: typeof finishedAt === 'string' ? finishedAt : new Date(finishedAt).toISOString(),
});
const check = (Mounts: ContainerInspect['Mounts'], State: object) =>
  checkMasks(workspace, { Mounts, State } as ContainerInspect, signal);

it('lets a container start that covers everything', async () => {
  const mounts = await container();
  expect((await check(mounts, stopped)).map(({ path }) => path).sort()).toEqual([
    'api/.env',
    'config/key.pem',
  ]);
  await check(mounts, running(Date.now() + 1000));
});

it.each([
  ['a folder that moved', () => renameSync(join(folder, 'api'), join(folder, 'api-old')), 'api-old/.env'],
  [
    'a file that moved out of a named place',
    () => renameSync(join(folder, 'config'), join(folder, 'c')),
    'config/key.pem',
  ],
  ['a new file of a masked name', () => writeFileSync(join(folder, '.env'), 'x'), '.env'],
])('refuses %s', async (_what, change, named) => {
  const mounts = await container();
  change();
  for (const state of [stopped, running(Date.now() + 1000)]) {
    await expect(check(mounts, state)).rejects.toMatchObject({
      error: { type: 'workspace-refused', message: expect.stringContaining(`“${named}”`) },
    });
  }
});

it('knows a file that the engine made to have something to cover', async () => {
  const mounts = await container();
  const finished = Date.now() - 1;
  renameSync(join(folder, 'config'), join(folder, 'c'));
  mkdirSync(join(folder, 'config'));
  writeFileSync(join(folder, 'config/key.pem'), '');
  await expect(check(mounts, running(Date.now() + 1000, finished))).rejects.toThrow('config/key.pem');
});

it('leaves an agent alone that made such a file while it ran', async () => {
  const mounts = await container();
  const startedAt = Date.now() - 1000;
  writeFileSync(join(folder, '.env'), 'its own');
  await check(mounts, running(startedAt));
});
