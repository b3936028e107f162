import type { Operation } from '../../electron/contract/operation.ts';
import { useStore } from './store.ts';

/** An operation that was started here; undefined before that, and once it is dismissed. */
export function useOperation(operationId: string | undefined): Operation | undefined {
  return useStore(({ operations }) => (operationId ? operations[operationId] : undefined));
}
