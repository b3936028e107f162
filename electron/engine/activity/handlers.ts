import { stopEach } from '../rpc/area.ts';
import type { Broadcast, CallHandlers } from '../rpc/handlers.ts';
import type { ActivityLog } from './activity-log.ts';
import type { Attention } from './attention.ts';

interface Deps {
  activity: ActivityLog;
  attention: Attention;
}

export function createActivityHandlers({
  activity,
  attention,
}: Deps): Pick<CallHandlers, 'activity.list' | 'activity.clear' | 'attention.waiting'> {
  return {
    'activity.list': () => [...activity.list()],
    'activity.clear': () => {
      activity.clear();
      return {};
    },
    'attention.waiting': () => attention.waiting(),
  };
}

/** Reports activity and waiting agents to every window; returns a function that stops it. */
export function broadcastActivity({ activity, attention }: Deps, broadcast: Broadcast): () => void {
  return stopEach(
    activity.added.on((entry) => broadcast('activity.added', entry)),
    activity.cleared.on(() => broadcast('activity.cleared', {})),
    attention.changed.on((waiting) => broadcast('attention.changed', { waiting: [...waiting] })),
  );
}
