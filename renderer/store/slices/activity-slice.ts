import { type Activity, withActivity } from '../../../electron/contract/activity.ts';
import { type SetSlice, type SliceClient, type SliceStore, stopAll } from './slice.ts';

export interface ActivitySlice {
  /** What happened, oldest first. */
  activity: readonly Activity[];
  /** The newest entry that the person has seen in the list. */
  activitySeen: number;
  setActivity(activity: readonly Activity[]): void;
  addActivity(entry: Activity): void;
  setActivitySeen(id: number): void;
}

export const createActivitySlice = (set: SetSlice<ActivitySlice>): ActivitySlice => ({
  activity: [],
  activitySeen: -1,
  setActivity: (activity) => set(() => ({ activity })),
  addActivity: (entry) => set(({ activity }) => ({ activity: withActivity(activity, entry) })),
  setActivitySeen: (activitySeen) => set(() => ({ activitySeen })),
});

export const selectActivity = ({ activity }: ActivitySlice): readonly Activity[] => activity;
export const selectActivitySeen = ({ activitySeen }: ActivitySlice): number => activitySeen;

export async function loadActivity(client: SliceClient, store: SliceStore<ActivitySlice>): Promise<void> {
  store.getState().setActivity(await client.call('activity.list', {}));
}

export function followActivity(client: SliceClient, store: SliceStore<ActivitySlice>): () => void {
  const { addActivity, setActivity } = store.getState();
  return stopAll([
    client.on('activity.added', addActivity),
    client.on('activity.cleared', () => setActivity([])),
  ]);
}
