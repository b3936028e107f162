import { AppFailure } from '../contract/error.ts';
import type { Snapshot } from '../contract/snapshots.ts';

/** Returns the snapshot with that id, or the newest with that name. Throws `not-found`. */
export function findSnapshot(snapshots: readonly Snapshot[], text: string): Snapshot {
  const snapshot = snapshots.find(({ id }) => id === text) ?? snapshots.find(({ name }) => name === text);
  if (snapshot) return snapshot;
  throw new AppFailure({ type: 'not-found', message: `The agent has no snapshot “${text}”.` });
}
