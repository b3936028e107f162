import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Broadcast } from '../rpc/handlers.ts';
import { broadcastOperations, createOperationHandlers } from './handlers.ts';
import { Operations } from './operations.ts';

/** Long-running operations that windows watch and cancel. */
export function createOperations(deps: { clock: Clock; logger: Logger }) {
  const operations = new Operations(deps);
  return {
    operations,
    calls: createOperationHandlers(operations),
    broadcast: (broadcast: Broadcast) => broadcastOperations(operations, broadcast),
    /** Cancels running operations, and resolves when they are undone. */
    dispose: () => operations.dispose(),
  };
}
