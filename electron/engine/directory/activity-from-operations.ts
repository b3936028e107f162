import type { Operations } from '../operations/operations.ts';
import type { Activity } from './status.ts';

/** The app's current activity on an agent, derived from the running operations. */
export function activityIn(operations: Operations, agentId: string): Activity {
  const running = operations
    .list()
    .find((operation) => operation.agentId === agentId && operation.finishedAt === undefined);
  switch (running?.kind) {
    case 'create':
    case 'recreate':
    case 'remove':
      return running.kind;
    case 'sign-in':
      return 'create';
    case 'clean-up':
      return 'remove';
    case 'restore':
      return 'recreate';
    case 'pull':
    case 'build':
    case 'prepare-image':
    case 'snapshot':
    case 'track':
    case 'apply':
    case 'undo-apply':
    case 'branch':
    case 'pull-request':
    case 'start-engine':
    case 'stop-engine':
    case 'remove-engine':
    case undefined:
      return undefined;
  }
}
