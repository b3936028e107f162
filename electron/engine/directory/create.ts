import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { EngineConnection } from '../docker/connection.ts';
import type { Operations } from '../operations/operations.ts';
import type { Broadcast } from '../rpc/handlers.ts';
import { activityIn } from './activity-from-operations.ts';
import { LiveDirectory } from './directory-live.ts';

/** All agents of the engine, and the app's current activity on each. */
export function createDirectory(deps: {
  connection: EngineConnection;
  operations: Operations;
  clock: Clock;
  logger: Logger;
}) {
  const { operations } = deps;
  const scope = new Scope();
  const activityOf = (agentId: string) => activityIn(operations, agentId);
  // Kept here and on no label: no program can hide an agent so, and what a crash leaves shows as an agent.
  const signIns = new Set<string>();
  const isForSignIn = (agentId: string) => signIns.has(agentId);
  const directory = new LiveDirectory({ ...deps, activityOf, isForSignIn });
  scope.add(() => directory.dispose());
  scope.add(
    operations.onChange(({ agentId }) => {
      if (agentId) directory.activityChanged(agentId);
    }),
  );
  return {
    directory,
    activityOf,
    /** Marks the sandbox of a sign-in; returns what ends that. */
    markSignIn: (agentId: string) => {
      signIns.add(agentId);
      directory.activityChanged(agentId);
      return async () => {
        // Else a sandbox that is gone would show until the engine’s event says so.
        await directory.refresh(agentId).catch((error: unknown) => {
          deps.logger.warn('the sandbox of a sign-in could not be read', { agentId, error });
        });
        signIns.delete(agentId);
        directory.activityChanged(agentId);
      };
    },
    isBusy: (agentId: string) => activityOf(agentId) !== undefined,
    calls: { 'agent.list': () => directory.list() },
    broadcast: (broadcast: Broadcast) => directory.onChange((change) => broadcast('agents.changed', change)),
    dispose: () => scope.dispose(),
  };
}
