import { createServer } from 'node:http';
import { createServer as createNetServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Endpoint } from '../../electron/contract/engine.ts';
import { ManualClock } from '../../electron/lib/manual-clock.ts';
import type { Scope } from '../../electron/lib/scope.ts';
import { becomes, ConnectionFixture } from '../harness/engine/connection-fixture.ts';
import { testEndpoint } from '../harness/engine/docker-endpoint.ts';
import { Doorway } from '../harness/engine/engine-doorway.ts';

let fixture: ConnectionFixture;
let scope: Scope;
let folder: string;
let doorway: Doorway;
const connectWith: ConnectionFixture['connectWith'] = (...options) => fixture.connectWith(...options);
const here = () => fixture.here();

beforeEach(async () => {
  fixture = await ConnectionFixture.create();
  ({ scope, folder, doorway } = fixture);
});
afterEach(() => fixture.dispose());

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
    // The clock stands still, so no pause ends.
    connection.retry();
    await becomes(connection, 'connected');
  });

  it('does not replace the engine that somebody named, and lists the others', async () => {
    const other = new Doorway(join(folder, 'docker-2.sock'), testEndpoint().url);
    scope.add(() => other.shut());
    await other.open();
    // $XDG_RUNTIME_DIR/docker.sock is one of the usual sockets.
    await doorway.open();
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
    expect(await connection.test({ url: ` unix://${doorway.path} ` })).toMatchObject({ reachable: true });
    expect(await connection.test({ url: `unix://${folder}/nobody.sock` })).toMatchObject({
      reachable: false,
      error: { type: 'engine-unreachable' },
    });
    expect(await connection.test({ url: 'nonsense' })).toMatchObject({
      error: { type: 'invalid-input', field: 'url' },
    });
    expect(await connection.test({ url: 'tcp://127.0.0.1:1' })).toMatchObject({
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
