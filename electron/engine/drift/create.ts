import type { Broadcast, CallHandlers } from '../rpc/handlers.ts';
import { type RestoreDeps, restoreDrift } from './drift-restore.ts';
import { DriftWatch, type DriftWatchOptions } from './drift-watch.ts';

/** Finds and repairs the drift of agents. */
export function createDrift(deps: DriftWatchOptions & Omit<RestoreDeps, 'watch'>) {
  const watch = new DriftWatch({ ...deps, logger: deps.logger.child('drift') });
  const calls: Pick<CallHandlers, 'drift.list' | 'drift.restore'> = {
    'drift.list': () => watch.list(),
    'drift.restore': async (input, signal) => ({
      operationId: await restoreDrift({ ...deps, watch }, input, signal),
    }),
  };
  return {
    calls,
    broadcast: (broadcast: Broadcast) => watch.changed.on((change) => broadcast('drift.changed', change)),
    dispose: () => watch.dispose(),
  };
}
