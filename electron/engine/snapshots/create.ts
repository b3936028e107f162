import type { AgentDirectory } from '../directory/directory.ts';
import { SnapshotComparer } from './compare.ts';
import { snapshotHandlers } from './handlers.ts';
import { keepSnapshots, type SnapshotKeeperOptions } from './snapshot-keeper.ts';
import { Snapshots, type SnapshotsDeps, type SnapshotsOptions } from './snapshots.ts';

/** Snapshots of agents: saved by people and on schedule, restored, forked, compared. */
export function createSnapshots(
  deps: SnapshotsDeps &
    Pick<SnapshotsOptions, 'provisioner'> &
    Omit<SnapshotKeeperOptions, 'snapshots'> & {
      directory: Pick<AgentDirectory, 'get' | 'list'>;
    },
) {
  const { operations, provisioner } = deps;
  const logger = deps.logger.child('snapshots');
  const snapshots = new Snapshots({ deps, operations, provisioner, logger });
  const comparer = new SnapshotComparer(deps, snapshots);
  return {
    snapshots,
    calls: snapshotHandlers({ ...deps, snapshots, comparer }),
    dispose: keepSnapshots({ ...deps, snapshots, logger }),
  };
}
