import type { Operation } from '../../electron/contract/operation.ts';
import { useStore } from './store.ts';

/** The operation with this id; undefined without an id, and after the operation is dismissed. */
export function useOperation(operationId: string | undefined): Operation | undefined {
  return useStore(({ operations }) => (operationId ? operations[operationId] : undefined));
}
