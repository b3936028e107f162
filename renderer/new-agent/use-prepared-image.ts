import { useEffect, useState } from 'react';
import type { Operation } from '../../electron/contract/operation.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { useSettled } from '../ipc/use-settled.ts';
import { useOperation } from '../store/use-operation.ts';

/**
 * Has the image of a type made while the person fills in the rest. Another type, or the end of the dialog, cancels that
 * unless an agent is being made of it. Resolves to the work while there is some. A failure is told when the image is
 * wanted.
 */
export function usePreparedImage(reference: string, connected: boolean): Operation | undefined {
  const settled = useSettled(reference);
  const [operationId, setOperationId] = useState<string>();
  useEffect(() => {
    if (settled === '' || !connected) return;
    let isWanted = true;
    let started: string | null = null;
    const cancel = () => {
      if (started !== null) callEngine('operation.cancel', { operationId: started }).catch(() => undefined);
    };
    callEngine('image.prepare', { reference: settled }).then(
      (answer) => {
        started = answer.operationId;
        if (isWanted) setOperationId(answer.operationId ?? undefined);
        else cancel();
      },
      () => undefined,
    );
    return () => {
      isWanted = false;
      setOperationId(undefined);
      cancel();
    };
  }, [settled, connected]);
  const operation = useOperation(operationId);
  return operation?.status === 'running' ? operation : undefined;
}
