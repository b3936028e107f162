import { mkdir } from 'node:fs/promises';
import type { Endpoint } from '../contract/engine.ts';
import { AppFailure } from '../contract/error.ts';
import { connectControl } from '../control/connect.ts';
import { controlPlaceOf } from '../control/control-place.ts';
import { type HeadlessPlace, prepareHeadlessHost } from '../control/headless-host.ts';
import { allRoutes } from '../control/http/routes.ts';
import { parseListenAddress } from '../control/listen-address.ts';
import { SharedHost } from '../control/shared-host.ts';
import { listenTcp } from '../control/tcp-server.ts';
import { tokenStoreOf } from '../control/tokens.ts';
import { systemClock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { Scope } from '../lib/scope.ts';

export interface ServeOptions {
  place: HeadlessPlace;
  env: NodeJS.ProcessEnv;
  /** `--listen`: an address of the loopback, for clients with tokens. Absent: `PORT` of the environment, or none. */
  listen?: string | undefined;
  logger: Logger;
  signal: AbortSignal;
  /** Receives the addresses of the host; `url` only if it also listens on the loopback. */
  onReady(place: { socket: string; url?: string }): void;
}

/**
 * Runs the engine host without the app until the signal aborts. `DOCKER_SOCKET` names the engine's socket. Rejects with
 * `conflict` while the app or another `bulkhead serve` owns the data folder, and with `invalid-input` for an address
 * that other machines could reach.
 */
export async function serve(options: ServeOptions): Promise<void> {
  const { place, env, logger, signal, onReady } = options;
  const { dataPath } = place;
  const address = options.listen ?? env.PORT;
  const listenAddress = address ? parseListenAddress(address) : undefined;
  const routes = allRoutes(env);
  await mkdir(dataPath, { recursive: true, mode: 0o700 });
  await assertFree(dataPath, signal);
  const { settings, create } = await prepareHeadlessHost(place, logger, engineOf(env));
  const host = new SharedHost({ dataPath, createHost: create, routes, clock: systemClock, logger });
  const scope = new Scope();
  scope.add(() => settings.flush());
  scope.add(() => host.dispose());
  try {
    await host.ready();
    if (!host.server) throw alreadyServed(dataPath);
    const socket = controlPlaceOf(dataPath).path;
    if (!listenAddress) onReady({ socket });
    else {
      const tokens = tokenStoreOf(dataPath);
      const listener = await listenTcp(host.server, listenAddress, tokens);
      scope.add(() => listener.close());
      onReady({ socket, url: `http://localhost:${listener.port}` });
    }
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
  } finally {
    await scope.dispose();
  }
}

async function assertFree(dataPath: string, signal: AbortSignal): Promise<void> {
  const present = await connectControl(dataPath, signal);
  present?.close();
  if (present) throw alreadyServed(dataPath);
}

function alreadyServed(dataPath: string): AppFailure {
  return new AppFailure({
    type: 'conflict',
    message: `Bulkhead already serves ${dataPath}: the app is open, or “bulkhead serve” runs.`,
  });
}

function engineOf({ DOCKER_SOCKET: path }: NodeJS.ProcessEnv): Endpoint | undefined {
  return path ? { url: `unix://${path}`, source: 'settings', label: 'DOCKER_SOCKET' } : undefined;
}
