import { expect, it } from 'vitest';
import type { ContainerCreate, ContainerSummary } from './api.ts';
import type { Engine } from './engine.ts';
import { markHelpers, removeForgottenHelpers } from './helper-containers.ts';

const mark = { installation: 'ours', run: 'now' };
const { signal } = new AbortController();

it('marks helper containers, and no agent and no gateway', async () => {
  const created: ContainerCreate[] = [];
  const engine = { createContainer: async (_: string, body: ContainerCreate) => void created.push(body) };
  const marked = markHelpers(engine as unknown as Engine, mark);
  for (const role of ['agent', 'gateway', 'probe', 'toolbox', 'canary'])
    await marked.createContainer(role, {
      Image: 'x',
      HostConfig: {},
      Labels: { 'dev.bulkhead.role': role },
    });
  expect(created.map(({ Labels }) => Labels?.['dev.bulkhead.run'])).toEqual([
    undefined,
    undefined,
    'ours/now',
    'ours/now',
    'ours/now',
  ]);
});

it('removes the helpers of earlier runs, and nothing of this run, of another installation or of an agent', async () => {
  const removed: string[] = [];
  const container = (Id: string, run: string, role = 'toolbox') =>
    ({ Id, Labels: { 'dev.bulkhead.role': role, 'dev.bulkhead.run': run } }) as unknown as ContainerSummary;
  const listed = [
    container('earlier', 'ours/before'),
    container('present', 'ours/now'),
    container('foreign', 'theirs/before'),
    container('agent', 'ours/before', 'agent'),
  ];
  const engine = {
    listContainers: async () => listed,
    removeContainer: async (id: string) => void removed.push(id),
  };
  await removeForgottenHelpers(engine, mark, signal);
  expect(removed).toEqual(['earlier']);
});
