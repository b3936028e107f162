import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { EngineConnection } from '../docker/connection.ts';
import type { Operations } from '../operations/operations.ts';
import { EngineContent } from './engine-content.ts';
import { EngineProcess } from './engine-process.ts';
import { createOwnEngineHandlers } from './handlers.ts';
import { OwnEngineControl } from './own-engine.ts';
import { placesIn } from './places.ts';

/**
 * An engine under the person's account, for a machine without one. `dispose` stops it unless agents run on it, or the
 * person started it to stay.
 */
export function createOwnEngine(deps: {
  dataPath: string;
  connection: EngineConnection;
  operations: Operations;
  /** Called when the engine that the app used is gone with all agents. */
  onRemoved(): void;
  clock: Clock;
  logger: Logger;
}) {
  const { clock } = deps;
  const places = placesIn(deps.dataPath);
  const content = new EngineContent(places.endpoint);
  const process = new EngineProcess({
    places,
    ping: (signal) => content.ping(signal),
    clock,
    logger: deps.logger.child('own-engine'),
  });
  const control = new OwnEngineControl({ ...deps, places, process, content });
  return {
    calls: createOwnEngineHandlers(control),
    wake: control.wake.bind(control),
    async dispose() {
      // An engine that is not known to run, or to be this host's to end, goes on.
      const record = await process.record().catch(() => undefined);
      if (!record || record.lasting) return;
      // One that does not answer may hold agents that run.
      const running = await content.runningAgents().catch(() => undefined);
      if (running?.length === 0) await process.stop();
    },
  };
}
