import type { Endpoint } from '../contract/engine.ts';
import { AppFailure } from '../contract/error.ts';
import type { HostConfig } from '../contract/host.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { Port } from '../lib/port.ts';
import { Scope } from '../lib/scope.ts';
import type { CallHandlers, Handlers, StreamHandlers } from './rpc/handlers.ts';
import { RpcServer } from './rpc/server.ts';

export interface HostOptions {
  config: HostConfig;
  logger: Logger;
  clock?: Clock;
  /** Asks whoever keeps the settings to remember the person's choice of an engine. */
  rememberEndpoint(endpoint: Endpoint | null): void;
}

export interface EngineHost {
  /** Serves one more window. */
  connect(port: Port): void;
  dispose(): Promise<void>;
}

/** Composition root of the engine host. Imports nothing from electron: it runs as well under plain Node. */
export function createEngineHost(options: HostOptions): EngineHost {
  const scope = new Scope();
  const clock = options.clock ?? systemClock;
  const handlers: Handlers = { calls: {} as CallHandlers, streams: {} as StreamHandlers };
  const server = new RpcServer({ handlers, logger: options.logger });
  void clock;
  void AppFailure;
  return {
    connect: (port) => server.connect(port),
    dispose: () => scope.dispose(),
  };
}
