import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { at, egress, never, ServiceSetting } from '../service.fixture.ts';
import { UnrecordedCuts } from './unrecorded-cuts.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-cuts-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A started app with nothing in memory. */
const start = () => new ServiceSetting(new UnrecordedCuts(join(folder, 'cuts.json')));
const onEngine = { agents: [{ attachment: at('a'), created: egress('full') }], networks: [at('a')] };

it('keeps an agent off whose record failed, after a restart without the gateway', async () => {
  const before = start();
  await before.service.attach(at('a'), egress('full'), never);
  before.recordFails = true;
  expect(await before.service.set('a', egress('off'))).toMatchObject({ unrecorded: true });
  const after = start();
  await after.service.resync(onEngine);
  expect((await after.service.state('a')).wanted).toEqual(egress('off'));
  expect(after.gateway.log).not.toContain('set-policy full');
  expect(after.records.get('a')).toEqual(egress('off'));
  expect(await readFile(join(folder, 'cuts.json'), 'utf8')).toBe('[]');
});

it('lets the person switch it on again', async () => {
  const before = start();
  await before.service.attach(at('a'), egress('full'), never);
  before.recordFails = true;
  await before.service.set('a', egress('off'));
  before.recordFails = false;
  await before.service.set('a', egress('full'));
  const after = start();
  await after.service.resync(onEngine);
  expect((await after.service.state('a')).wanted).toEqual(egress('full'));
});
