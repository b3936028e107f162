import { type AgentLife, agentLifeSchema } from '../../contract/agent-life.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { ActivityLog } from '../activity/activity-log.ts';
import { Attention } from '../activity/attention.ts';
import { broadcastActivity, createActivityHandlers } from '../activity/handlers.ts';
import type { ConsoleOptions } from '../console/handlers.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { EngineConnection } from '../docker/connection.ts';
import type { Engine } from '../docker/engine.ts';
import type { AgentLifecycle } from '../lifecycle/lifecycle.ts';
import { VolumeLabelStore } from '../records/volume-label-store.ts';
import type { AgentRemoval } from '../removal/removal.ts';
import type { Broadcast, CallHandlers } from '../rpc/handlers.ts';
import type { StatsService } from '../stats/stats-service.ts';
import { broadcastLife, createLifeHandlers } from './handlers.ts';
import { IdleWatch } from './idle-watch.ts';
import { LifeKeeper } from './life-keeper.ts';
import { LifeService } from './life-service.ts';
import { newestLineAt } from './newest-line.ts';

type LifeHandlers = Pick<
  CallHandlers,
  'life.list' | 'life.set' | 'activity.list' | 'activity.clear' | 'attention.waiting'
>;

/** Puts together what starts, stops and removes agents by itself, and what tells people of it. */
export function createLife(parts: {
  engine: () => Engine;
  connection: EngineConnection;
  directory: AgentDirectory;
  lifecycle: AgentLifecycle;
  removal: AgentRemoval;
  stats: StatsService;
  activity: ActivityLog;
  isBusy(agentId: string): boolean;
  promptsOf(agentId: string): Promise<readonly RegExp[]>;
  launched: boolean;
  clock: Clock;
  logger: Logger;
}): {
  console: Pick<ConsoleOptions, 'wake' | 'watch'>;
  lifeOf: LifeService['lifeOf'];
  calls: LifeHandlers;
  broadcast(broadcast: Broadcast): () => void;
  dispose(): Promise<void>;
} {
  const { engine, connection, directory, lifecycle, removal, stats, activity, clock } = parts;
  const logger = parts.logger.child('life');
  const scope = new Scope();
  const records = new VolumeLabelStore<AgentLife>(engine, 'life', agentLifeSchema);
  const life = new LifeService({ connection, directory, records, clock, logger });
  scope.add(() => life.dispose());
  const keeper = new LifeKeeper({
    directory,
    life,
    lifecycle,
    removal,
    activity,
    clock,
    logger,
    isBusy: parts.isBusy,
    launched: parts.launched,
  });
  scope.add(() => keeper.dispose());
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
  const attention = new Attention({
    directory,
    activity,
    clock,
    logger,
    promptsOf: parts.promptsOf,
    onActive: (agentId) => idle.active(agentId),
  });
  return {
    lifeOf: (agent) => life.lifeOf(agent),
    console: {
      wake: (agentId, signal) => keeper.wake(agentId, signal),
      watch: (agentId, program) => attention.watch(agentId, program),
    },
    calls: {
      ...createLifeHandlers({ life, directory }),
      ...createActivityHandlers({ activity, attention }),
    },
    broadcast: (broadcast) => {
      const stops = [broadcastLife(life, broadcast), broadcastActivity({ activity, attention }, broadcast)];
      return () => {
        for (const stop of stops) stop();
      };
    },
    dispose: () => scope.dispose(),
  };
}
