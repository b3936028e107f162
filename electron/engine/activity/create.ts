import type { Clock } from '../../lib/clock.ts';
import { Emitter } from '../../lib/emitter.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { Engine } from '../docker/engine.ts';
import type { Broadcast } from '../rpc/handlers.ts';
import { ActivityLog } from './activity-log.ts';
import { Attention } from './attention.ts';
import { followAgents } from './follow-agents.ts';
import { broadcastActivity, createActivityHandlers } from './handlers.ts';
import { SpaceWatch } from './space-watch.ts';

/** The activity of agents, and which of them wait for a person. */
export function createActivity(deps: {
  engine(): Engine;
  directory: AgentDirectory;
  /** Whether the app is changing this agent. */
  isActing(agentId: string): boolean;
  /** Patterns that this agent's programs write when they wait for a person. */
  promptsOf(agentId: string): Promise<readonly Pick<RegExp, 'test'>[]>;
  clock: Clock;
  logger: Logger;
}) {
  const { directory, clock } = deps;
  const scope = new Scope();
  const activity = new ActivityLog(clock);
  const followed = followAgents({ directory, activity, isActing: deps.isActing });
  scope.add(followed.dispose);
  const space = new SpaceWatch({ ...deps, activity });
  scope.add(
    directory.onChange(({ upserted, removed }) => {
      for (const agent of upserted) space.changed(agent);
      for (const agentId of removed) space.forget(agentId);
    }),
  );
  const active = new Emitter<string>();
  const attention = new Attention({
    directory,
    activity,
    clock,
    logger: deps.logger,
    promptsOf: deps.promptsOf,
    onActive: (agentId) => active.emit(agentId),
  });
  return {
    activity,
    attention,
    space,
    /** Emits the id of an agent whose console shows activity. */
    active,
    /** The witness of a new console of an agent: whether it waits, and what it prints of a full disk. */
    watchConsole: (agentId: string, program: readonly string[]) => {
      const { output, ...witness } = attention.watch(agentId, program);
      const read = space.reader(agentId);
      return {
        ...witness,
        output: (bytes: Uint8Array) => {
          read(bytes);
          output(bytes);
        },
      };
    },
    processLimit: (agentId: string) => followed.processLimit(agentId),
    calls: createActivityHandlers({ activity, attention }),
    broadcast: (broadcast: Broadcast) => broadcastActivity({ activity, attention }, broadcast),
    dispose: () => scope.dispose(),
  };
}
