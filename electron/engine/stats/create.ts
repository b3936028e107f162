import { statsHandlers } from './handlers.ts';
import { StatsService, type StatsServiceOptions } from './stats-service.ts';

/** Resource figures of agents: live for who watches, and their history. */
export function createStats(deps: StatsServiceOptions) {
  const stats = new StatsService({ ...deps, logger: deps.logger.child('stats') });
  return { stats, ...statsHandlers(stats, deps.clock), dispose: () => stats.dispose() };
}
