import type { Operation } from '../../electron/contract/operation.ts';
import { useStore } from '../store/store.ts';

/** Resolves to the operation once it has ended in any way; undefined when it was dismissed meanwhile. */
export function operationEnd(operationId: string): Promise<Operation | undefined> {
  return new Promise((resolve) => {
    let seen = false;
    const resolveWhenOver = () => {
      const operation = useStore.getState().operations[operationId];
      seen ||= operation !== undefined;
      if (operation ? operation.finishedAt === undefined : !seen) return;
      stop();
      resolve(operation);
    };
    const stop = useStore.subscribe(resolveWhenOver);
    resolveWhenOver();
  });
}
