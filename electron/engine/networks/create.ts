import type { EngineConnection } from '../docker/connection.ts';
import { type GroupDeps, Groups } from './groups.ts';

/** Makes and removes the networks of groups, and removes those that an interrupted run left empty. */
export function createNetworks(deps: GroupDeps & { connection: Pick<EngineConnection, 'onChange'> }) {
  const logger = deps.logger.child('networks');
  const groups = new Groups({ ...deps, logger });
  const stop = deps.connection.onChange(({ status }) => {
    if (status !== 'connected') return;
    groups.prune().catch((error: unknown) => logger.warn('empty groups stay', { error }));
  });
  return { groups, dispose: stop };
}
