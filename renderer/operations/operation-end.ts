import type { Operation } from '../../electron/contract/operation.ts';
import { useStore } from '../store/store.ts';

/** The operation once it is over, however it ended; undefined when it was forgotten meanwhile. */
export function operationEnd(operationId: string): Promise<Operation | undefined> {
  return new Promise((resolve) => {
    let seen = false;
    const look = () => {
      const operation = useStore.getState().operations[operationId];
      seen ||= operation !== undefined;
      if (operation ? operation.finishedAt === undefined : !seen) return;
      stop();
      resolve(operation);
    };
    const stop = useStore.subscribe(look);
    look();
  });
}
