import { stopEach } from '../rpc/area.ts';
import type { Broadcast, CallHandlers } from '../rpc/handlers.ts';
import type { Operations } from './operations.ts';

type OperationHandlers = Pick<CallHandlers, 'operation.list' | 'operation.cancel' | 'operation.dismiss'>;

export function createOperationHandlers(operations: Operations): OperationHandlers {
  return {
    'operation.list': () => operations.list(),
    'operation.cancel': ({ operationId }) => {
      operations.cancel(operationId);
      return {};
    },
    'operation.dismiss': ({ operationId }) => {
      operations.dismiss(operationId);
      return {};
    },
  };
}

/** Reports changes of operations to every window; returns a function that stops it. */
export function broadcastOperations(operations: Operations, broadcast: Broadcast): () => void {
  return stopEach(
    operations.onChange((operation) => broadcast('operation.changed', operation)),
    operations.onDismiss((operationId) => broadcast('operation.dismissed', { operationId })),
  );
}
