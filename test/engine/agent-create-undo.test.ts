import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AgentSpec } from '../../electron/contract/agent-spec.ts';
import type { Operation } from '../../electron/contract/operation.ts';
import { createDockerEngine } from '../../electron/engine/docker/adapter.ts';
import { Scope } from '../../electron/lib/scope.ts';
import {
  agentObjects,
  busyboxSpec,
  createAgent,
  type TestProvisioning,
  testProvisioning,
} from '../harness/agents/provisioning.ts';
import { docker } from '../harness/engine/docker-cli.ts';
import { testEndpoint } from '../harness/engine/docker-endpoint.ts';
import { testEngine } from '../harness/engine/engine.ts';
import { Doorway } from '../harness/engine/engine-doorway.ts';
import { leftBehind, takeInventory } from '../harness/engine/inventory.ts';
import { publishLargeImage } from '../harness/engine/large-image.ts';

/** Big enough that its pull can be cancelled on the way. */
const LARGE_IMAGE = 'node:24-slim';

let scope: Scope;
let setup: TestProvisioning;
let before: Awaited<ReturnType<typeof takeInventory>>;
beforeEach(async () => {
  scope = new Scope();
  setup = await testProvisioning(scope);
  before = await takeInventory(testEngine());
});
afterEach(() => scope.dispose());

const nothingLeft = async () => expect(leftBehind(before, await takeInventory(testEngine()))).toEqual([]);

/** With the base images made from it, which would keep its layers. */
async function forgetImage(reference: string): Promise<void> {
  const bases = await setup.engine.listImages({ label: ['dev.bulkhead.role=base'] });
  for (const { Id } of bases) await docker('rmi', '-f', Id);
  await setup.engine.removeImage(reference);
}

/** Starts a creation and does something as soon as one of its steps runs (or reports progress). */
async function createAnd(
  spec: AgentSpec,
  react: (operation: Operation) => void,
  at: (step: Operation['steps'][number]) => boolean,
): Promise<Operation> {
  const off = setup.operations.onChange((operation) => {
    if (operation.status === 'running' && operation.steps.some(at)) react(operation);
  });
  const { id } = await setup.provisioner.create({ spec, confirmed: [] }, scope.signal);
  const ended = await setup.operations.ended(id);
  off();
  return ended;
}

it.each(['prepare-image', 'network', 'volumes', 'container', 'gateway', 'start'])(
  'leaves nothing when it is cancelled during "%s"',
  async (stepId) => {
    const ended = await createAnd(
      busyboxSpec('cancelled'),
      ({ id }) => setup.operations.cancel(id),
      ({ id, status }) => id === stepId && status === 'running',
    );
    // The last step cannot be cancelled once the engine has started the container.
    if (ended.status === 'cancelled') await nothingLeft();
    else expect([stepId, ended.status]).toEqual(['start', 'done']);
  },
);

it('leaves nothing, and says why, when the command does not exist', async () => {
  const spec = busyboxSpec('wrong', { command: ['no-such-command'] });
  const { id } = await setup.provisioner.create({ spec, confirmed: [] }, scope.signal);
  expect(await setup.operations.ended(id)).toMatchObject({
    status: 'failed',
    error: {
      type: 'command-not-found',
      field: 'command',
      message: expect.stringContaining('no-such-command'),
    },
    steps: expect.arrayContaining([expect.objectContaining({ id: 'start', status: 'failed' })]),
  });
  await nothingLeft();
});

it('leaves nothing when the image does not exist', async () => {
  const spec = busyboxSpec('imageless', { image: 'no-such-image:ever' });
  const { id } = await setup.provisioner.create({ spec, confirmed: [] }, scope.signal);
  const { status, error } = await setup.operations.ended(id);
  // The error depends on whether the engine reaches Docker Hub.
  expect(['image-not-found', 'image-pull-failed']).toContain(error?.type);
  expect(status).toBe('failed');
  expect(error?.actions.map(({ kind }) => kind)).toContain('choose-image');
  await nothingLeft();
});

it('reports a pull in bytes, and ends it when cancelled', async () => {
  const image = await publishLargeImage('cancelled-creation');
  await forgetImage(image);
  const seen: string[] = [];
  const ended = await createAnd(
    busyboxSpec('pulling', { image }),
    ({ id, steps }) => {
      seen.push(steps.find((step) => step.id === 'pull')?.progress?.unit ?? '');
      setup.operations.cancel(id);
    },
    ({ id, progress }) => id === 'pull' && progress !== undefined,
  );
  expect([ended.status, seen[0]]).toEqual(['cancelled', 'bytes']);
  await expect(setup.engine.inspectImage(image)).rejects.toMatchObject({
    error: { type: 'image-not-found' },
  });
  await nothingLeft();
});

it('pulls what is missing and goes on to a running agent', async () => {
  await forgetImage(LARGE_IMAGE);
  const { container } = await createAgent(setup, busyboxSpec('pulled', { image: LARGE_IMAGE, command: [] }));
  expect(container.State.Running).toBe(true);
});

it('does not touch a container of somebody else that has the name', async () => {
  const name = 'bulkhead-taken';
  scope.add(async () => void (await docker('rm', '-f', name)));
  const ended = await createAnd(
    busyboxSpec('taken'),
    // Another program takes the name after the check and before the container is created.
    () => void docker('create', '--name', name, 'busybox:stable').catch(() => undefined),
    ({ id, status }) => id === 'prepare-image' && status === 'running',
  );
  if (ended.status === 'failed') {
    expect(ended.error).toMatchObject({ type: 'name-taken', field: 'name' });
    expect(await docker('inspect', '-f', '{{.Name}}', name)).toBe(`/${name}`);
  }
});

it('says that something may be left when the engine goes away in the middle', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-doorway-'));
  scope.add(() => rm(folder, { recursive: true }));
  const doorway = new Doorway(join(folder, 'docker.sock'), testEngine().dockerHost);
  await doorway.open();
  scope.add(() => doorway.shut());
  const engine = createDockerEngine({ ...testEndpoint(), url: `unix://${doorway.path}` });
  scope.add(() => engine.close());
  setup = await testProvisioning(scope, { engine: () => engine });
  const ended = await createAnd(
    busyboxSpec('orphan'),
    () => void doorway.shut(),
    ({ id, status }) => id === 'container' && status === 'running',
  );
  expect(ended).toMatchObject({
    status: 'failed',
    error: {
      type: 'engine-unreachable',
      actions: expect.arrayContaining([{ kind: 'clean-up', label: 'Clean up' }]),
    },
  });
  // The remaining objects carry the label by which the next start finds them.
  expect((await agentObjects(setup.engine, ended.agentId)).length).toBeGreaterThan(0);
});

it('makes several at once, no more than four at a time', async () => {
  let most = 0;
  const off = setup.operations.onChange(() => {
    const started = setup.operations
      .list()
      .filter(({ status, steps }) => status === 'running' && steps.some((step) => step.status !== 'pending'));
    most = Math.max(most, started.length);
  });
  const names = Array.from({ length: 7 }, (_, n) => `many-${n}`);
  const agents = await Promise.all(names.map((name) => createAgent(setup, busyboxSpec(name))));
  off();
  expect(most).toBe(4);
  expect(
    new Set(agents.map(({ container }) => Object.values(container.NetworkSettings.Networks)[0]?.IPAddress))
      .size,
  ).toBe(7);
});
