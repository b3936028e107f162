import type { Operation } from '../../../electron/contract/operation.ts';
import { type SetSlice, type SliceClient, type SliceStore, stopAll } from './slice.ts';

export interface OperationsSlice {
  operations: Readonly<Record<string, Operation>>;
  setOperations(operations: readonly Operation[]): void;
  setOperation(operation: Operation): void;
  removeOperation(operationId: string): void;
}

export const createOperationsSlice = (set: SetSlice<OperationsSlice>): OperationsSlice => ({
  operations: {},
  setOperations: (listed) =>
    set(() => ({ operations: Object.fromEntries(listed.map((operation) => [operation.id, operation])) })),
  setOperation: (operation) =>
    set(({ operations }) => ({ operations: { ...operations, [operation.id]: operation } })),
  removeOperation: (operationId) =>
    set(({ operations: { [operationId]: _removed, ...operations } }) => ({ operations })),
});

export const selectOperations = ({ operations }: OperationsSlice): Readonly<Record<string, Operation>> =>
  operations;

export async function loadOperations(client: SliceClient, store: SliceStore<OperationsSlice>): Promise<void> {
  store.getState().setOperations(await client.call('operation.list', {}));
}

export function followOperations(client: SliceClient, store: SliceStore<OperationsSlice>): () => void {
  const { setOperation, removeOperation } = store.getState();
  return stopAll([
    client.on('operation.changed', setOperation),
    client.on('operation.dismissed', ({ operationId }) => removeOperation(operationId)),
  ]);
}
