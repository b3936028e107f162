import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createNetServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Endpoint, EngineState } from '../../electron/contract/engine.ts';
import { AppFailure } from '../../electron/contract/error.ts';
import { createDockerEngine } from '../../electron/engine/docker/adapter.ts';
import { EngineConnection } from '../../electron/engine/docker/connection.ts';
import { type EventNotice, followEngineEvents } from '../../electron/engine/docker/events.ts';
import { readHostEnvironment } from '../../electron/engine/docker/host-environment.ts';
import { type Clock, systemClock } from '../../electron/lib/clock.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { ManualClock } from '../../electron/lib/manual-clock.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { tagBusybox, testEndpoint } from '../harness/engine/docker-endpoint.ts';
import { Doorway } from '../harness/engine/engine-doorway.ts';
import { publishLargeImage } from '../harness/engine/large-image.ts';

let scope: Scope;
let folder: string;
let doorway: Doorway;

beforeEach(async () => {
  scope = new Scope();
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-connection-'));
  scope.add(() => rm(folder, { recursive: true }));
  await chmod(folder, 0o755);
  doorway = new Doorway(join(folder, 'docker.sock'), testEndpoint().url);
  scope.add(() => doorway.shut());
});

afterEach(async () => {
  await scope.dispose();
  expect(doorway.connections).toBe(0);
});

interface Made {
  connection: EngineConnection;
  states: EngineState[];
  remembered: (Endpoint | null)[];
}

/** A connection on a machine with nothing but `env` and an empty home folder. */
function connectWith(env: Record<string, string>, { clock = systemClock }: { clock?: Clock } = {}): Made {
  const states: EngineState[] = [];
  const remembered: (Endpoint | null)[] = [];
  const connection = new EngineConnection({
    remembered: null,
    remember: (endpoint) => remembered.push(endpoint),
    open: (endpoint) => createDockerEngine(endpoint),
    environment: { ...readHostEnvironment(), env: { XDG_RUNTIME_DIR: folder, ...env }, homePath: folder },
    clock,
    logger: silentLogger,
  });
  connection.onChange((state) => states.push(state));
  scope.add(() => connection.dispose());
  connection.start();
  return { connection, states, remembered };
}

/** Asks for a person's choice so that no other engine of this machine is used. */
const here = (): Record<string, string> => ({ DOCKER_HOST: `unix://${doorway.path}` });

async function becomes(connection: EngineConnection, status: EngineState['status']): Promise<EngineState> {
  await expect.poll(() => connection.state.status).toBe(status);
  return connection.state;
}

describe('EngineConnection', () => {
  it('connects, and hands out the engine', async () => {
    await doorway.open();
    const { connection, states } = connectWith(here());
    expect(() => connection.engine()).toThrow('still connecting');
    const state = await becomes(connection, 'connected');
    expect(state).toMatchObject({ endpoint: { source: 'DOCKER_HOST' }, facts: { isLocal: true } });
    await connection.engine().ping();
    expect(states.map(({ status }) => status)).toEqual(['connecting', 'connected']);
  });

  it('recovers by itself when the engine comes up, goes away and comes back', async () => {
    const { connection, states } = connectWith(here());
    const missing = await becomes(connection, 'unreachable');
    expect(missing).toMatchObject({
      error: { type: 'engine-unreachable', actions: [{ kind: 'retry' }, { kind: 'choose-socket' }] },
      tried: [{ reachable: false, endpoint: { url: `unix://${doorway.path}` } }],
      nextTryAt: expect.any(Number),
    });
    expect(() => connection.engine()).toThrow('not running here');
    await doorway.open();
    await becomes(connection, 'connected');
    const before = states.length;
    await doorway.shut();
    await becomes(connection, 'unreachable');
    await doorway.open();
    await becomes(connection, 'connected');
    await connection.engine().ping();
    expect(new Set(states.slice(before).map(({ status }) => status))).toEqual(
      new Set(['connecting', 'unreachable', 'connected']),
    );
  });

  it('reports a new connection when the engine restarted behind an open socket', async () => {
    await doorway.open();
    const { connection, states } = connectWith(here());
    await becomes(connection, 'connected');
    await expect.poll(() => doorway.connections).toBeGreaterThan(0);
    const before = states.length;
    doorway.cut();
    await expect.poll(() => states.length).toBe(before + 1);
    expect(states.at(-1)?.status).toBe('connected');
  });

  it('retries when asked, without waiting for its pause', async () => {
    const clock = new ManualClock();
    const { connection } = connectWith(here(), { clock });
    await becomes(connection, 'unreachable');
    await doorway.open();
    // The clock stands still: no pause ends.
    connection.retry();
    await becomes(connection, 'connected');
  });

  it('does not replace the engine that somebody named, and lists the others', async () => {
    const other = new Doorway(join(folder, 'docker-2.sock'), testEndpoint().url);
    scope.add(() => other.shut());
    await other.open();
    await doorway.open(); // $XDG_RUNTIME_DIR/docker.sock: one of the usual sockets.
    const { connection, remembered } = connectWith({ DOCKER_HOST: `unix://${folder}/nobody.sock` });
    const state = await becomes(connection, 'unreachable');
    expect(state.status === 'unreachable' && state.tried).toHaveLength(1);
    const probes = await connection.endpoints();
    expect(probes[0]).toMatchObject({ reachable: false, endpoint: { source: 'DOCKER_HOST' } });
    expect(probes).toContainEqual(
      expect.objectContaining({
        reachable: true,
        endpoint: expect.objectContaining({ label: 'Rootless Docker' }),
      }),
    );

    const chosen: Endpoint = { url: `unix://${other.path}`, source: 'settings', label: 'mine' };
    connection.choose(chosen);
    expect(await becomes(connection, 'connected')).toMatchObject({ endpoint: chosen });
    connection.choose(null);
    await becomes(connection, 'unreachable');
    expect(remembered).toEqual([chosen, null]);
  });

  it('tests an address without using it', async () => {
    await doorway.open();
    const { connection } = connectWith(here());
    await becomes(connection, 'connected');
    expect(await connection.test(` unix://${doorway.path} `)).toMatchObject({ reachable: true });
    expect(await connection.test(`unix://${folder}/nobody.sock`)).toMatchObject({
      reachable: false,
      error: { type: 'engine-unreachable' },
    });
    expect(await connection.test('nonsense')).toMatchObject({
      error: { type: 'invalid-input', field: 'url' },
    });
    expect(await connection.test('tcp://127.0.0.1:1')).toMatchObject({
      error: { type: 'engine-unreachable' },
    });
  });

  it('says that the person may not use the socket', async () => {
    const isRoot = process.getuid?.() === 0;
    await doorway.open(isRoot ? 0o600 : 0o000);
    if (isRoot) {
      process.seteuid?.(1000);
      scope.add(() => process.seteuid?.(0));
    }
    const { connection } = connectWith(here());
    const state = await becomes(connection, 'unreachable');
    expect(state).toMatchObject({
      error: { type: 'engine-permission-denied', message: expect.stringContaining('“docker” group') },
    });
  });

  it('says that an engine is too old', async () => {
    const old = createServer((_, response) => response.end('{"Version":"19.03.15","ApiVersion":"1.40"}'));
    old.listen(doorway.path);
    scope.add(() => new Promise<void>((resolve) => old.close(() => resolve())));
    scope.add(() => old.closeAllConnections());
    const { connection } = connectWith(here());
    const state = await becomes(connection, 'unreachable');
    expect(state).toMatchObject({
      error: { type: 'engine-too-old', message: expect.stringContaining('19.03.15') },
    });
  });

  it.each([
    ['a web page', '<html></html>'],
    ['other JSON', '{"hello":"world"}'],
    ['no HTTP at all', undefined],
  ])('says that %s is no engine', async (_, body) => {
    const other = body
      ? createServer((__, response) => response.end(body))
      : createNetServer((socket) =>
          socket
            .resume()
            .end('220 mail.example\r\n')
            .on('error', () => undefined),
        );
    other.listen(doorway.path);
    scope.add(() => new Promise<void>((resolve) => other.close(() => resolve())));
    const { connection } = connectWith(here());
    const state = await becomes(connection, 'unreachable');
    expect(state).toMatchObject({
      error: { type: 'engine-unreachable', message: expect.stringContaining('no Docker engine') },
    });
  });

  it('stops for good when disposed in the middle of anything', async () => {
    const { connection, states } = connectWith(here());
    await connection.dispose();
    const seen = states.length;
    await doorway.open();
    connection.retry();
    expect(states).toHaveLength(seen);
  });
});

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
  it('tells of events, and of a gap after each reconnect', async () => {
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
