import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type AppError, AppFailure } from '../../contract/error.ts';
import { type Clock, systemClock } from '../../lib/clock.ts';
import { silentLogger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import { EngineConnection } from './connection.ts';
import type { Engine } from './engine.ts';
import type { HostEnvironment } from './host-environment.ts';

const DOCKER = 'unix:///var/run/docker.sock';
const PODMAN = 'unix:///run/podman/podman.sock';

let scope: Scope;
beforeEach(() => {
  scope = new Scope();
});
afterEach(() => scope.dispose());

/** Engines at addresses, each of which answers while it is in `running`. */
function engines() {
  const running = new Set<string>();
  const lost = new EventTarget();
  const away: AppError = { type: 'engine-unreachable', message: 'Docker is not reachable.', actions: [] };
  const open = ({ url }: { url: string }) =>
    ({
      facts: async () => {
        if (!running.has(url)) throw new AppFailure(away);
        return { version: url };
      },
      ping: async () => undefined,
      close: () => undefined,
      events: async function* (_filter: unknown, signal: AbortSignal) {
        await once(lost, url, { signal }).catch(() => undefined);
      },
    }) as unknown as Engine;
  const stop = (url: string) => {
    running.delete(url);
    lost.dispatchEvent(new Event(url));
  };
  return { running, open, stop };
}

/** Pauses that are over at once. */
const clock: Clock = {
  ...systemClock,
  after: (ms, callback) => systemClock.after(ms > 15_000 ? ms : 1, callback),
};
const environment: HostEnvironment = {
  env: {},
  platform: 'linux',
  homePath: '/home/me',
  uid: 1000,
  readText: async () => undefined,
  isFolder: async () => false,
};

function connect(open: (endpoint: { url: string }) => Engine): EngineConnection {
  const options = { remembered: null, remember: () => undefined, environment, clock, logger: silentLogger };
  const connection = new EngineConnection({ ...options, open });
  scope.add(() => connection.dispose());
  connection.start();
  return connection;
}
/** A busy machine takes longer than the second of a usual poll. */
const eventually = <T>(value: () => T) => expect.poll(value, { timeout: 20_000 });
const connectedTo = (url: string) => ({ status: 'connected', endpoint: { url } });

it('waits for the engine that it lost, beside another one that answers, until the person chooses', async () => {
  const { running, open, stop } = engines();
  running.add(DOCKER).add(PODMAN);
  const connection = connect(open);
  await eventually(() => connection.state).toMatchObject(connectedTo(DOCKER));
  stop(DOCKER);
  await eventually(() => connection.state.status).toBe('unreachable');
  expect(connection.state).toMatchObject({
    error: { message: `Docker (${DOCKER}): Docker is not reachable. No other engine takes its place.` },
    tried: [{ endpoint: { url: DOCKER } }],
  });
  running.add(DOCKER);
  await eventually(() => connection.state).toMatchObject(connectedTo(DOCKER));
  stop(DOCKER);
  await eventually(() => connection.state.status).toBe('unreachable');
  connection.choose(null);
  await eventually(() => connection.state).toMatchObject(connectedTo(PODMAN));
});

it('says which likelier engine it passed over, for example one that refuses this account', async () => {
  const { running, open } = engines();
  running.add(PODMAN);
  const connection = connect(open);
  await eventually(() => connection.state).toMatchObject(connectedTo(PODMAN));
  expect(connection.state).toMatchObject({
    passedOver: expect.arrayContaining([
      { endpoint: expect.objectContaining({ url: DOCKER }), reachable: false, error: expect.anything() },
    ]),
  });
});
