import { expect, it } from 'vitest';
import { silentLogger } from '../../lib/logger.ts';
import type { ContainerCreate, ContainerSummary, EngineEvent } from './api.ts';
import type { Engine } from './engine.ts';
import { HelperContainers } from './helper-containers.ts';

const { signal } = new AbortController();
const helpers = () => new HelperContainers({ installation: 'ours', run: 'now' }, silentLogger);
const labels = (run: string, role = 'toolbox') => ({ 'dev.bulkhead.role': role, 'dev.bulkhead.run': run });
const body = (role: string) => ({ Image: 'x', HostConfig: {}, Labels: { 'dev.bulkhead.role': role } });

/** The volume without labels: the engine made it for the container, because the one of this name had gone. */
const MADE_AGAIN = 'bulkhead-a-gone';

/** An engine that lists these containers and notes what is removed. */
function engineWith(listed: readonly unknown[] = []) {
  const removed: string[] = [];
  const volumes: Record<string, object | null> = {
    'bulkhead-a-home': { label: '' },
    'bulkhead-a-gone': null,
    foreign: null,
  };
  const engine = {
    listContainers: async () => listed as ContainerSummary[],
    inspectContainer: async () => ({ Mounts: Object.keys(volumes).map((Name) => ({ Name })) }),
    inspectVolume: async (name: string) => ({ Labels: volumes[name] }),
    removeVolume: async (name: string) => void removed.push(name),
    removeContainer: async (id: string) => void removed.push(id),
    createContainer: async (): Promise<string> => {
      throw new Error('no answer in time');
    },
  };
  return { engine: engine as unknown as Engine, removed };
}

const appears = (ID: string, name: string, run: string, role?: string) => ({
  type: 'event' as const,
  event: {
    Action: 'create',
    Actor: { ID, Attributes: { name, ...labels(run, role) } },
  } as unknown as EngineEvent,
});

it('marks helper containers, and no agent and no gateway', async () => {
  const created: ContainerCreate[] = [];
  const engine = { createContainer: async (_: string, body: ContainerCreate) => void created.push(body) };
  const marked = helpers().marking(engine as unknown as Engine);
  for (const role of ['agent', 'gateway', 'probe', 'toolbox', 'canary'])
    await marked.createContainer(role, body(role));
  expect(created.map(({ Labels }) => Labels?.['dev.bulkhead.run'])).toEqual([
    undefined,
    undefined,
    'ours/now',
    'ours/now',
    'ours/now',
  ]);
});

it('removes the helpers of earlier runs, and nothing of this run, of another installation or of an agent', async () => {
  const container = (Id: string, run: string, role?: string) => ({
    Id,
    Names: [`/${Id}`],
    Labels: labels(run, role),
  });
  const { engine, removed } = engineWith([
    container('earlier', 'ours/before'),
    container('present', 'ours/now'),
    container('foreign', 'theirs/before'),
    container('agent', 'ours/before', 'agent'),
  ]);
  await helpers().removeForgotten(engine, signal);
  expect(removed).toEqual(['earlier', MADE_AGAIN]);
});

it('removes a helper of an earlier run as soon as a stalled engine has made it', async () => {
  const { engine, removed } = engineWith();
  const followed = helpers();
  followed.onNotice(engine, appears('late', 'bulkhead-toolbox-1', 'ours/before'));
  followed.onNotice(engine, appears('wanted', 'bulkhead-toolbox-2', 'ours/now'));
  followed.onNotice(engine, appears('foreign', 'bulkhead-toolbox-3', 'theirs/before'));
  followed.onNotice(engine, appears('agent', 'bulkhead-x', 'ours/before', 'agent'));
  await expect.poll(() => removed).toEqual(['late', MADE_AGAIN]);
});

it('removes a helper whose creation failed before the engine carried it out', async () => {
  const { engine, removed } = engineWith();
  const followed = helpers();
  const creation = followed.marking(engine).createContainer('bulkhead-toolbox-1', body('toolbox'));
  await expect(creation).rejects.toThrow('no answer');
  await expect.poll(() => removed).toEqual(['bulkhead-toolbox-1', MADE_AGAIN]);
  followed.onNotice(engine, appears('late', 'bulkhead-toolbox-1', 'ours/now'));
  await expect.poll(() => removed).toEqual(['bulkhead-toolbox-1', MADE_AGAIN, 'late', MADE_AGAIN]);
});

it('removes such a helper also when its event was missed', async () => {
  const listed = [{ Id: 'late', Names: ['/bulkhead-probe-1'], Labels: labels('ours/now', 'probe') }];
  const { engine, removed } = engineWith(listed);
  const followed = helpers();
  await followed
    .marking(engine)
    .createContainer('bulkhead-probe-1', body('probe'))
    .catch(() => undefined);
  followed.onNotice(engine, { type: 'gap' });
  await expect.poll(() => [...removed].sort()).toEqual([MADE_AGAIN, MADE_AGAIN, 'bulkhead-probe-1', 'late']);
});

it('removes the container of a build that an engine left when it was killed, once it is back', async () => {
  const removed: string[] = [];
  let isUp = false;
  const engine = {
    listContainers: async () => [],
    removeContainer: async (id: string) => {
      if (!isUp) throw new Error('no engine');
      removed.push(id);
    },
    buildImage: async (_: Uint8Array, { onProgress }: Parameters<Engine['buildImage']>[1]) => {
      for (const stream of [
        'Step 1/2 : FROM x\n',
        ' ---> Running in 0123456789ab\n',
        ' ---> Running in ../..\n',
      ])
        onProgress?.({ stream });
      throw new Error('the engine was killed');
    },
  } as unknown as Engine;
  const followed = helpers();
  await expect(followed.marking(engine).buildImage(new Uint8Array(), {})).rejects.toThrow('killed');
  expect(removed).toEqual([]);
  isUp = true;
  await followed.removeForgotten(engine, signal);
  await expect.poll(() => removed).toEqual(['0123456789ab']);
  await followed.removeForgotten(engine, signal);
  expect(removed).toEqual(['0123456789ab']);
});
