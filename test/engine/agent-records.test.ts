import { afterAll, afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { createDockerEngine } from '../../electron/engine/docker/adapter.ts';
import { AGENT_LABEL, ROLE_LABEL } from '../../electron/engine/objects/labels.ts';
import {
  isRecord,
  pruneOrphanRecords,
  VolumeLabelStore,
} from '../../electron/engine/records/volume-label-store.ts';
import { testEndpoint } from '../harness/engine/docker-endpoint.ts';

const engine = createDockerEngine(testEndpoint());
const volumes = () => engine.listVolumes({ label: [AGENT_LABEL] });
afterEach(async () => {
  for (const { Name } of await volumes()) await engine.removeVolume(Name);
});
afterAll(() => engine.close());

const records = new VolumeLabelStore(() => engine, 'limits', z.number());

it('remembers the newest value of each agent in one volume', async () => {
  await records.remember('agent-a', 1, 1_000);
  await records.remember('agent-a', 2, 2_000);
  await records.remember('agent-b', 3, 1_500);
  expect(await records.all()).toEqual(
    new Map([
      ['agent-a', 2],
      ['agent-b', 3],
    ]),
  );
  expect(await records.newest('agent-a')).toEqual({ at: 2_000, value: 2 });
  expect((await volumes()).map(({ Name }) => Name).sort()).toEqual([
    'bulkhead-agent-a-limits-2000',
    'bulkhead-agent-b-limits-1500',
  ]);
  await records.forget('agent-a');
  expect(await records.newest('agent-a')).toBeUndefined();
});

it('keeps the value that was remembered last, also when the clock stands still or goes back', async () => {
  await records.remember('agent-a', 1, 5_000);
  await records.remember('agent-a', 2, 5_000);
  expect(await records.newest('agent-a')).toMatchObject({ value: 2 });
  await records.remember('agent-a', 3, 1_000);
  expect(await records.newest('agent-a')).toMatchObject({ value: 3 });
  expect(await volumes()).toHaveLength(1);
});

it('reads what was edited by hand into nonsense as nothing', async () => {
  const labels = { [AGENT_LABEL]: 'agent-a', [ROLE_LABEL]: 'limits', 'dev.bulkhead.limits': '{"at":' };
  await engine.createVolume({ Name: 'bulkhead-agent-a-limits-1', Labels: labels });
  expect(await records.newest('agent-a')).toBeUndefined();
});

it('forgets agents that are no longer there, and leaves their volumes', async () => {
  await records.remember('gone', 1, 1_000);
  await records.remember('there', 2, 1_000);
  const Labels = { [AGENT_LABEL]: 'gone', [ROLE_LABEL]: 'workspace' };
  await engine.createVolume({ Name: 'bulkhead-gone-workspace', Labels });
  await pruneOrphanRecords(engine, (await volumes()).filter(isRecord), new Set(['there']));
  expect((await volumes()).map(({ Name }) => Name).sort()).toEqual([
    'bulkhead-gone-workspace',
    'bulkhead-there-limits-1000',
  ]);
});
