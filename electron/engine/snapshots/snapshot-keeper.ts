import { AppFailure } from '../../contract/error.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { EngineConnection } from '../docker/connection.ts';
import type { Operations } from '../operations/operations.ts';
import type { LivePreferences } from '../preferences/live-preferences.ts';
import { dueForSnapshot, expired } from './retention.ts';
import type { Snapshots } from './snapshots.ts';

/** Interval of the checks for due and expired snapshots; both are usually hours away. */
const LOOK_EVERY_MS = 5 * 60_000;

export interface SnapshotKeeperOptions {
  snapshots: Snapshots;
  operations: Operations;
  connection: EngineConnection;
  directory: Pick<AgentDirectory, 'list'>;
  preferences: Pick<LivePreferences, 'current' | 'onChange'>;
  clock: Clock;
  logger: Logger;
}

/**
 * Saves snapshots on schedule, deletes expired ones, and undoes restorations that a crash interrupted. Checks every few
 * minutes, when the rules change, and after each recreation. Returns a function that stops it.
 */
export function keepSnapshots(options: SnapshotKeeperOptions): () => Promise<void> {
  const { snapshots, operations, connection, directory, preferences, clock, logger } = options;
  const scope = new Scope();
  const triedAt = new Map<string, number>();
  let cancel: () => void = () => undefined;
  scope.add(() => cancel());

  const attempt = async (what: string, work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      if (scope.disposed) return;
      if (!(error instanceof AppFailure)) logger.error(`${what} failed`, { error });
      else logger.warn(`${what} came to nothing`, { error });
    }
  };
  const saveDue = async () => {
    const { everyHours } = preferences.current.snapshots;
    if (everyHours === 0) return;
    const all = await snapshots.list(undefined, scope.signal);
    for (const agentId of dueForSnapshot(directory.list().agents, all, triedAt, everyHours, clock.now())) {
      if (scope.disposed) return;
      triedAt.set(agentId, clock.now());
      await attempt('a snapshot on schedule', async () => {
        const wish = { name: 'On schedule', pause: true, trigger: 'schedule' as const };
        const { id } = await snapshots.save(agentId, wish, scope.signal);
        await operations.ended(id);
      });
    }
  };
  const dropExpired = async () => {
    const over = expired(
      await snapshots.list(undefined, scope.signal),
      preferences.current.snapshots,
      clock.now(),
    );
    for (const { agentId, id } of over)
      await attempt('deleting an old snapshot', async () => {
        const operation = await snapshots.remove(agentId, [id], scope.signal);
        await operations.ended(operation.id);
        operations.dismiss(operation.id);
      });
  };
  let looking: Promise<void> = Promise.resolve();
  const check = () => {
    cancel();
    looking = looking.then(async () => {
      if (scope.disposed || connection.state.status !== 'connected') return;
      await attempt('making snapshots on schedule', saveDue);
      await attempt('deleting old snapshots', dropExpired);
    });
    cancel = clock.after(LOOK_EVERY_MS, check);
  };
  scope.add(preferences.onChange(check));
  scope.add(
    operations.onChange(({ kind, finishedAt }) => {
      if (finishedAt !== undefined && (kind === 'recreate' || kind === 'restore')) check();
    }),
  );
  scope.add(
    connection.onChange(({ status }) => {
      if (status === 'connected')
        void attempt('taking back a restoration', () => snapshots.recover(scope.signal));
    }),
  );
  cancel = clock.after(LOOK_EVERY_MS, check);
  return async () => {
    await scope.dispose();
    await looking;
  };
}
