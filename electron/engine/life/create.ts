import { agentLifeSchema } from '../../contract/agent-life.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Emitter } from '../../lib/emitter.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { ActivityLog } from '../activity/activity-log.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { EngineConnection } from '../docker/connection.ts';
import type { AgentLifecycle } from '../lifecycle/lifecycle.ts';
import { VolumeLabelStore } from '../records/volume-label-store.ts';
import type { AgentRemoval } from '../removal/removal.ts';
import type { Broadcast } from '../rpc/handlers.ts';
import type { StatsService } from '../stats/stats-service.ts';
import { broadcastLife, createLifeHandlers } from './handlers.ts';
import { IdleWatch } from './idle-watch.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { LifeKeeper } from './life-keeper.ts';
import { LifeService } from './life-service.ts';
import { newestLineAt } from './newest-line.ts';

/** Starts, stops and removes agents automatically. */
export function createLife(deps: {
  connection: EngineConnection;
  directory: AgentDirectory;
  lifecycle: AgentLifecycle;
  removal: AgentRemoval;
  stats: StatsService;
  activity: ActivityLog;
  /** Emits the id of an agent whose console shows activity. */
  active: Emitter<string>;
  isBusy(agentId: string): boolean;
  launched: boolean;
  clock: Clock;
  logger: Logger;
}) {
  const { connection, directory, stats, clock } = deps;
  const logger = deps.logger.child('life');
  const engine = () => connection.engine();
  const scope = new Scope();
  const records = new VolumeLabelStore(engine, 'life', agentLifeSchema);
  const life = new LifeService({ connection, directory, records, clock, logger });
  scope.add(() => life.dispose());
  const keeper = new LifeKeeper({ ...deps, life, logger });
  scope.add(() => keeper.dispose());
  const leases = new LeaseKeeper({ ...deps, logger });
  scope.add(() => leases.dispose());
  const idle = new IdleWatch({
    directory,
    life,
    stats,
    clock,
    logger,
    newestLineAt: (agent, signal) => newestLineAt(engine(), agent, signal),
    stop: (agent, minutes) => keeper.stopIdle(agent, minutes),
  });
  scope.add(() => idle.dispose());
  scope.add(deps.active.on((agentId) => idle.active(agentId)));
  return {
    lifeOf: (...[agent]: Parameters<LifeService['lifeOf']>) => life.lifeOf(agent),
    /** Starts a stopped agent, if its life says so. */
    wake: (agentId: string, signal: AbortSignal) => keeper.wake(agentId, signal),
    calls: createLifeHandlers({ life, directory }),
    broadcast: (broadcast: Broadcast) => broadcastLife(life, broadcast),
    dispose: () => scope.dispose(),
  };
}
