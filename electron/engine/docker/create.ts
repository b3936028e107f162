import type { Endpoint } from '../../contract/engine.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Consent } from '../consent/consent.ts';
import type { RunMark } from '../objects/run-mark.ts';
import type { Broadcast } from '../rpc/handlers.ts';
import { createDockerEngine } from './adapter.ts';
import type { ClaimEngine } from './claim-engine.ts';
import { EngineConnection } from './connection.ts';
import { createEngineHandlers } from './handlers.ts';
import { HelperContainers } from './helper-containers.ts';
import { readHostEnvironment } from './host-environment.ts';
import { LateVolumes } from './late-volumes.ts';
import { createRegistryAuth } from './registry-auth.ts';

/** Creates the connection to one engine. */
export function createConnection(deps: {
  /** The engine that the person chose earlier. */
  remembered: Endpoint | null;
  remember(endpoint: Endpoint | null): void;
  consent: Consent;
  claim?: ClaimEngine;
  /** Starts an engine that is the app's own before it is tried. */
  wake(endpoints: readonly Endpoint[], signal: AbortSignal): Promise<void>;
  /** Of this run of the app, by which the next one finds what this one leaves. */
  mark: RunMark;
  clock: Clock;
  logger: Logger;
}) {
  const { mark, clock, logger } = deps;
  const helpers = new HelperContainers(mark, logger);
  const lateVolumes = new LateVolumes(logger);
  const environment = readHostEnvironment();
  const findRegistryAuth = createRegistryAuth(environment);
  const connection = new EngineConnection({
    ...deps,
    environment,
    open: (endpoint) =>
      lateVolumes.hiding(helpers.marking(createDockerEngine(endpoint, { findRegistryAuth }))),
    prepare: (engine, signal) => helpers.removeForgotten(engine, signal),
  });
  const followed = [helpers, lateVolumes].map((each) => each.follow({ connection, clock }));
  return {
    connection,
    calls: createEngineHandlers(connection, deps.consent),
    broadcast: (broadcast: Broadcast) => connection.onChange((state) => broadcast('engine.changed', state)),
    async dispose() {
      await Promise.all(followed.map((each) => each.dispose()));
      await connection.dispose();
    },
  };
}
