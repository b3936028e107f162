import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../electron/engine/docker/api.ts';
import { engineContract, failure } from '../harness/engine/engine-contract.ts';

/** The contract of `Engine` on a real engine. */
const { engine, image, labels, filters, newName, runContainer } = engineContract('engine');

describe('the engine itself', () => {
  it('answers and says what it is', async () => {
    await engine.ping();
    const facts = await engine.facts();
    expect(facts.version).toMatch(/^\d+\.\d+/);
    expect(facts.cpus).toBeGreaterThan(0);
    expect(facts.runtimes).toContainEqual({ name: 'runc', tier: 'container' });
    expect(facts).toMatchObject({ isLocal: true, isPodman: false, seccomp: true });
  });

  it('tells what happens, until the signal aborts', async () => {
    const controller = new AbortController();
    const events = await engine.events({ ...filters, type: ['container'] }, controller.signal);
    const id = await runContainer(['true']);
    const seen: EngineEvent[] = [];
    for await (const event of events) {
      seen.push(event);
      if (event.Action === 'die') controller.abort();
    }
    expect(seen.map(({ Action }) => Action)).toEqual(['create', 'start', 'die']);
    expect(seen[2]?.Actor).toMatchObject({ ID: id, Attributes: { exitCode: '0', ...labels } });
  });

  it('honours the deadline and the signal of every call', async () => {
    expect(await failure(engine.facts({ timeoutMs: 0 }))).toMatchObject({ type: 'engine-unreachable' });
    const id = await runContainer(['sh', '-c', 'trap "" TERM; sleep 300']);
    const controller = new AbortController();
    const stopping = engine.stopContainer(id, 60, { signal: controller.signal });
    controller.abort();
    expect(await failure(stopping)).toMatchObject({ type: 'cancelled' });
    expect(await failure(engine.ping({ signal: AbortSignal.abort() }))).toMatchObject({ type: 'cancelled' });
  });
});

describe('bad input', () => {
  const create = (name: string, change: object) =>
    engine.createContainer(name, { Image: image, Cmd: ['true'], Labels: labels, HostConfig: {}, ...change });

  it.each([
    ['image-not-found', { Image: 'bulkhead-test/never-existed:1' }],
    ['resource-limit', { HostConfig: { Memory: 1024 } }],
    ['resource-limit', { HostConfig: { NanoCpus: 1000e9 } }],
    ['runtime-missing', { HostConfig: { Runtime: 'no-such-runtime' } }],
    [
      'invalid-input',
      { HostConfig: { Mounts: [{ Type: 'bind', Source: '/no/such/folder', Target: '/w' }] } },
    ],
  ])('%s: %o', async (type, change) => {
    const creating = create(newName(), change);
    // Some engines report the problem only at the start.
    const error = await failure(creating.then((id) => engine.startContainer(id)));
    expect(error).toMatchObject({ type, raw: expect.any(String) });
  });

  it('refuses a seccomp profile that is none', async () => {
    const id = create(newName(), { HostConfig: { SecurityOpt: ['seccomp={"defaultAction":7}'] } });
    expect(await failure(id.then((containerId) => engine.startContainer(containerId)))).toMatchObject({
      type: 'seccomp-invalid',
    });
  });

  it('says which command the image lacks', async () => {
    // An init would start, fail to find the command and exit with 127, so the container has none.
    const start = async (command: string) =>
      await engine.startContainer(await create(newName(), { Cmd: [command] }));
    expect(await failure(start('no-such-program'))).toMatchObject({
      type: 'command-not-found',
      message: expect.stringContaining('no-such-program'),
    });
    expect(await failure(start('/bin'))).toMatchObject({ type: 'command-not-found' });
  });

  it('says that a name is taken', async () => {
    await create('contract-twice', {});
    expect(await failure(create('contract-twice', {}))).toMatchObject({ type: 'name-taken', field: 'name' });
  });

  it('does not let a name climb out of its path', async () => {
    expect(await failure(engine.inspectContainer('../version'))).toMatchObject({
      type: expect.stringMatching(/gone|not-found/),
    });
  });
});
