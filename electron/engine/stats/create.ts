import { statsHandlers } from './handlers.ts';
import { StatsService, type StatsServiceOptions } from './stats-service.ts';

/** Resource usage of agents: live for watching windows, and its history. */
export function createStats(deps: StatsServiceOptions) {
  const stats = new StatsService({ ...deps, logger: deps.logger.child('stats') });
  return { stats, ...statsHandlers(stats, deps.clock), dispose: () => stats.dispose() };
}
