import type { AgentDirectory } from '../directory/directory.ts';
import type { CallHandlers } from '../rpc/handlers.ts';
import type { SnapshotComparer } from './compare.ts';
import type { Snapshots } from './snapshots.ts';

type SnapshotCalls = Pick<
  CallHandlers,
  | 'snapshot.list'
  | 'snapshot.save'
  | 'snapshot.restore'
  | 'snapshot.fork'
  | 'snapshot.remove'
  | 'snapshot.compare'
>;

export function snapshotHandlers(deps: {
  snapshots: Snapshots;
  comparer: SnapshotComparer;
  directory: Pick<AgentDirectory, 'get'>;
}): SnapshotCalls {
  const { snapshots, comparer, directory } = deps;
  return {
    'snapshot.list': async ({ agentId }, signal) => {
      directory.get(agentId);
      return (await snapshots.list(agentId, signal)).map(({ imageId: _, ...snapshot }) => snapshot);
    },
    'snapshot.save': async ({ agentId, ...wish }, signal) => ({
      operationId: (await snapshots.save(agentId, wish, signal)).id,
    }),
    'snapshot.restore': async ({ agentId, ...wish }, signal) => ({
      operationId: (await snapshots.restore(agentId, wish, signal)).id,
    }),
    'snapshot.fork': async ({ agentId, ...wish }, signal) => ({
      operationId: (await snapshots.fork(agentId, wish, signal)).id,
    }),
    'snapshot.remove': async ({ agentId, snapshotIds }, signal) => ({
      operationId: (await snapshots.remove(agentId, snapshotIds, signal)).id,
    }),
    'snapshot.compare': ({ agentId, from, to }, signal) => comparer.compare(agentId, from, to, signal),
  };
}
