import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OperationStep } from '../../electron/contract/operation.ts';
import { defaultSpec } from '../../electron/contract/presets.ts';
import { AgentTypes } from '../../electron/engine/agent-types/agent-types.ts';
import { findUpdate } from '../../electron/engine/images/image-update.ts';
import { listImages } from '../../electron/engine/images/list-images.ts';
import { ImageProvider } from '../../electron/engine/images/provide-image.ts';
import { removeOwnImage } from '../../electron/engine/images/remove-image.ts';
import { Operations } from '../../electron/engine/operations/operations.ts';
import { systemClock } from '../../electron/lib/clock.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { createAgent, removeAgents, testProvisioning } from '../harness/agents/provisioning.ts';
import { appEngine, docker } from '../harness/engine/docker-cli.ts';
import { createTestTrust } from '../harness/gateway/trust.ts';

const CA = createTestTrust(['ca.test']).caPem;
const TYPE = { version: 1, label: 'Probe', description: 'For tests.', image: 'busybox:stable' };
const START = 'ARG BASE\nFROM $BASE\n';
const scope = new Scope();
let folder: string;
let base: string | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-images-'));
  scope.add(() => rm(folder, { recursive: true }));
});
afterAll(async () => {
  for (const id of (await docker('images', '-q', 'bulkhead/type-probe*')).split('\n').filter(Boolean))
    await docker('rmi', '-f', id);
  await scope.dispose();
});

const types = (hostRootsPem?: string) =>
  new AgentTypes({
    builtInPath: join(import.meta.dirname, '../../assets/images'),
    ownPath: folder,
    builds: () => (base ? { probe: { base, args: {} } } : {}),
    hostRoots: () => hostRootsPem,
  });

async function write(dockerfile: string, type = 'probe'): Promise<void> {
  await rm(join(folder, type), { recursive: true, force: true });
  await mkdir(join(folder, type));
  await writeFile(join(folder, type, 'type.json'), JSON.stringify(TYPE));
  await writeFile(join(folder, type, 'Dockerfile'), dockerfile);
}

/** Builds the type's image; resolves to how it ended, with all states of its step. */
async function build(
  hostRootsPem?: string,
  onStep?: (step: OperationStep, cancel: () => void) => void,
  type = 'probe',
) {
  const engine = appEngine(scope);
  const images = new ImageProvider({
    engine: () => engine,
    types: types(hostRootsPem),
    version: '0.0.0-test',
  });
  const operations = new Operations({ clock: systemClock, logger: silentLogger });
  const { id } = operations.start({
    kind: 'build',
    title: 'Build',
    steps: [{ id: 'build', label: 'Build', run: (context) => images.build(type, context, { fresh: false }) }],
  });
  operations.onChange(({ steps: [step] }) => step && onStep?.(step, () => operations.cancel(id)));
  return await operations.ended(id);
}
const reference = async (pem?: string, type = 'probe') => (await types(pem).plan(type))?.reference ?? '';

describe('the image of a type', () => {
  it('is built with its output and progress, and trusts the organisation’s authorities', async () => {
    await write(`${START}RUN echo trusting $SSL_CERT_FILE && tail -c 40 $NODE_EXTRA_CA_CERTS\n`);
    const done = await build(CA);
    expect(done.error).toBeUndefined();
    expect(done.steps[0]?.output?.join('\n')).toContain('trusting /etc/bulkhead/host-ca.pem');
    expect(done.steps[0]?.output?.join('\n')).toContain('-----END CERTIFICATE-----');
    expect(done.steps[0]?.progress).toMatchObject({ unit: 'parts' });
    const inspected = await docker('image', 'inspect', await reference(CA));
    expect(inspected).toContain('"dev.bulkhead.agent-type": "probe"');
    expect(inspected).toContain('"dev.bulkhead.base": "busybox:stable"');
  });

  it.each([
    ['RUN echo first\n\nRUN echo so far && exit 7\n', /Step 4 of \d+ failed, line 5 .*ended with code 7/],
    ['COPY missing /x\n', /Step 3 of \d+ failed, line 3 .*COPY missing/],
    ['RUN echo "write: No space left on device" >&2 && exit 1\n', /disk is full.*line 3/],
    ['RUN echo "npm error code SELF_SIGNED_CERT_IN_CHAIN" && exit 1\n', /certificate.*NODE_EXTRA_CA_CERTS/],
  ])('names the step and line that failed: %j', async (steps, message) => {
    await write(START + steps);
    const { status, error } = await build();
    expect(status).toBe('failed');
    expect(error?.message).toMatch(message);
  });

  it('shares the layers of the steps that another type has as well', async () => {
    const shared = `${START}RUN cat /proc/sys/kernel/random/uuid > /shared\n`;
    await write(`${shared}RUN echo one > /own\n`);
    await write(`${shared}RUN echo two > /own\n`, 'probe-two');
    for (const type of ['probe', 'probe-two'])
      expect((await build(undefined, undefined, type)).status).toBe('done');
    const layers = async (type: string) =>
      (
        await docker('image', 'inspect', '-f', '{{json .RootFS.Layers}}', await reference(undefined, type))
      ).split(',');
    const [one, two] = await Promise.all([layers('probe'), layers('probe-two')]);
    await rm(join(folder, 'probe-two'), { recursive: true });
    expect(two.slice(0, -1)).toEqual(one.slice(0, -1));
    expect(two).not.toEqual(one);
  });

  it('names a base that cannot be had', async () => {
    base = 'no-such-image:ever';
    await write(START);
    const { error } = await build();
    base = undefined;
    expect(error?.message).toMatch(/base image of Probe \(no-such-image:ever\) cannot be had/);
  });

  it('stops at a cancel and leaves no container', async () => {
    await write(`${START}RUN echo waiting && sleep 600\n`);
    const ended = await build(undefined, (step, cancel) => {
      if (step.status === 'running' && step.output?.join('').includes('waiting')) cancel();
    });
    expect(ended.status).toBe('cancelled');
    await expect.poll(() => docker('ps', '-aq', '--filter', 'label=dev.bulkhead.role=type')).toBe('');
  });

  it('is listed, in use, out of date and removed', async () => {
    await write(`${START}RUN echo listed > /listed\n`);
    const setup = await testProvisioning(scope, {
      images: new ImageProvider({ engine: () => appEngine(scope), types: types(), version: '0.0.0-test' }),
    });
    const { engine } = setup;
    const all = (await types().all()).find(({ listed }) => listed.id === 'probe')?.listed;
    if (all?.status !== 'ok') throw new Error('no type');
    await createAgent(setup, { ...defaultSpec(all, 'balanced', setup.facts), name: 'lister' });
    await setup.refresh();
    const list = async () =>
      listImages(await engine.listImages({}), await engine.listContainers({}), setup.deps.agents());
    const mine = async () => (await list()).find(({ references }) => references.includes(all.image));
    expect(await mine()).toMatchObject({
      role: 'type',
      typeId: 'probe',
      usedBy: ['lister'],
      removable: false,
    });
    const id = (await mine())?.id ?? '';
    const { signal } = new AbortController();
    await expect(removeOwnImage(engine, setup.deps.agents(), id, signal)).rejects.toThrow('in use: lister');
    expect(await findUpdate(engine, types(), id, signal)).toMatchObject({ status: 'current' });
    await write(`${START}RUN echo changed > /listed\n`);
    expect(await findUpdate(engine, types(), id, signal)).toMatchObject({ status: 'available' });
    await removeAgents(engine);
    await setup.refresh();
    await removeOwnImage(engine, setup.deps.agents(), id, signal);
    expect(await mine()).toBeUndefined();
    const foreign = (await list()).find(({ references }) => references.includes('busybox:stable'));
    await expect(removeOwnImage(engine, [], foreign?.id ?? '', signal)).rejects.toThrow(
      'removes only its own',
    );
  });
});
