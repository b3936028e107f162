import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppFailure } from '../../electron/contract/error.ts';
import { createDockerEngine } from '../../electron/engine/docker/adapter.ts';
import { type EventNotice, followEngineEvents } from '../../electron/engine/docker/events.ts';
import { HelperContainers } from '../../electron/engine/docker/helper-containers.ts';
import { systemClock } from '../../electron/lib/clock.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import type { Scope } from '../../electron/lib/scope.ts';
import { becomes, ConnectionFixture } from '../harness/engine/connection-fixture.ts';
import { BUSYBOX, tagBusybox, testEndpoint } from '../harness/engine/docker-endpoint.ts';
import type { Doorway } from '../harness/engine/engine-doorway.ts';
import { publishLargeImage } from '../harness/engine/large-image.ts';

let fixture: ConnectionFixture;
let scope: Scope;
let doorway: Doorway;
const connectWith: ConnectionFixture['connectWith'] = (...options) => fixture.connectWith(...options);
const here = () => fixture.here();

beforeEach(async () => {
  fixture = await ConnectionFixture.create();
  ({ scope, doorway } = fixture);
});
afterEach(() => fixture.dispose());

describe('an engine that goes away in the middle', () => {
  const label = { 'dev.bulkhead.test': 'middle' };

  async function prepare() {
    await doorway.open();
    const engine = createDockerEngine({ ...testEndpoint(), url: `unix://${doorway.path}` });
    scope.add(() => engine.close());
    const steady = createDockerEngine(testEndpoint());
    scope.add(() => steady.close());
    const tag = 'bulkhead-test/busybox:middle';
    await tagBusybox(steady, tag, label);
    scope.add(() => steady.removeImage(tag));
    const id = await steady.createContainer('bulkhead-middle-test', {
      Image: tag,
      Cmd: ['sh', '-c', 'trap "" TERM; while true; do echo tick; sleep 0.1; done'],
      Labels: label,
      HostConfig: { Init: true },
    });
    scope.add(() => steady.removeContainer(id));
    await steady.startContainer(id);
    return { engine, id };
  }

  const typeOf = async (work: Promise<unknown>) =>
    await work.then(
      () => 'no failure',
      (error: unknown) => (error instanceof AppFailure ? error.error.type : String(error)),
    );

  it('fails calls, and ends consoles, logs and statistics', async () => {
    const { engine, id } = await prepare();
    const exec = await engine.createExec(id, {
      Cmd: ['sh'],
      Tty: true,
      AttachStdin: true,
      AttachStdout: true,
    });
    const console_ = await engine.startExec(exec, { tty: true, stdin: true });
    const live = await engine.attach(id);
    const stats = await engine.statsStream(id, new AbortController().signal);
    const closed = Promise.all([console_, live].map((stream) => once(stream.resume(), 'close')));
    const readAll = async () => {
      for await (const _ of stats) void _;
    };
    const failures = Promise.all([typeOf(readAll()), typeOf(engine.stopContainer(id, 30))]);
    await expect.poll(() => doorway.connections).toBeGreaterThanOrEqual(4);
    await doorway.shut();
    await closed;
    expect(await failures).toEqual(['engine-unreachable', 'engine-unreachable']);
    expect(await typeOf(engine.ping())).toBe('engine-unreachable');
  });

  it('fails a pull that has begun', async () => {
    const { engine } = await prepare();
    const image = await publishLargeImage('cut-off');
    await engine.removeImage(image);
    let cut: Promise<void> | undefined;
    const pulling = engine.pullImage(image, {
      onProgress: ({ progressDetail }) => {
        if (progressDetail?.total !== undefined) cut ??= doorway.shut();
      },
    });
    expect(await typeOf(pulling)).toBe('engine-unreachable');
    await cut;
  });
});

describe('followEngineEvents', () => {
  it('reports events, and a gap after each reconnect', async () => {
    await doorway.open();
    const { connection } = connectWith(here());
    const notices: EventNotice[] = [];
    const following = followEngineEvents({
      connection,
      filters: { label: ['dev.bulkhead.test=events'] },
      clock: systemClock,
      logger: silentLogger,
      onNotice: (notice) => notices.push(notice),
    });
    scope.add(() => following.dispose());
    const gaps = () => notices.filter(({ type }) => type === 'gap').length;
    await expect.poll(gaps).toBe(1);
    await doorway.shut();
    await becomes(connection, 'unreachable');
    await doorway.open();
    await expect.poll(gaps).toBe(2);
    const engine = createDockerEngine(testEndpoint());
    scope.add(() => engine.close());
    const tag = 'bulkhead-test/busybox:events';
    await tagBusybox(engine, tag, { 'dev.bulkhead.test': 'events' });
    scope.add(() => engine.removeImage(tag));
    const id = await engine.createContainer('bulkhead-events-test', {
      Image: tag,
      Labels: { 'dev.bulkhead.test': 'events' },
      HostConfig: {},
    });
    scope.add(() => engine.removeContainer(id));
    await expect
      .poll(() => notices.at(-1))
      .toMatchObject({ type: 'event', event: { Type: 'container', Action: 'create', Actor: { ID: id } } });
    expect(notices.findIndex(({ type }) => type === 'gap')).toBe(0);
  });
});

it('removes a helper container of an earlier run that a stalled engine makes later', async () => {
  await doorway.open();
  const { connection } = connectWith(here());
  await becomes(connection, 'connected');
  const followed = new HelperContainers({ installation: 'test', run: 'now' }, silentLogger).follow({
    connection,
    clock: systemClock,
  });
  scope.add(() => followed.dispose());
  const engine = createDockerEngine(testEndpoint());
  scope.add(() => engine.close());
  const Labels = { 'dev.bulkhead.role': 'toolbox', 'dev.bulkhead.run': 'test/before' };
  // The first may be found by the list that is read at the start; the second comes as an event.
  for (const name of ['bulkhead-late-1', 'bulkhead-late-2']) {
    await engine.createContainer(name, { Image: BUSYBOX, Labels, HostConfig: {} });
    await expect
      .poll(() => engine.inspectContainer(name).catch(({ error }) => error.type))
      .toBe('container-gone');
  }
});
