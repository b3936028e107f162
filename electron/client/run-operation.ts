import { AppFailure } from '../contract/error.ts';
import type { Operation } from '../contract/operation.ts';
import type { RpcClient } from './rpc-client.ts';

/**
 * Starts an operation and resolves once it is done; `onStep` receives the label of each step that begins. An abort of
 * the signal cancels it, and the promise then rejects when it has been undone. Rejects with the operation's error.
 */
export async function runOperation(
  client: RpcClient,
  start: () => Promise<{ operationId: string }>,
  signal: AbortSignal,
  onStep: (label: string) => void = () => undefined,
): Promise<Operation> {
  const newest = new Map<string, Operation>();
  const reportedSteps = new Set<string>();
  let changed: () => void = () => undefined;
  const forget = client.on('operation.changed', (operation) => {
    newest.set(operation.id, operation);
    changed();
  });
  let cancel: () => void = () => undefined;
  try {
    const { operationId } = await start();
    cancel = () => void client.call('operation.cancel', { operationId }).catch(() => undefined);
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    const listed = (await client.call('operation.list', {})).find(({ id }) => id === operationId);
    if (listed && !newest.has(operationId)) newest.set(operationId, listed);
    for (;;) {
      const operation = newest.get(operationId);
      for (const step of operation?.steps ?? []) {
        if (step.status !== 'running' || reportedSteps.has(step.id)) continue;
        reportedSteps.add(step.id);
        onStep(step.label);
      }
      if (operation && operation.finishedAt !== undefined) return done(operation);
      await new Promise<void>((resolve) => {
        changed = resolve;
      });
    }
  } finally {
    forget();
    signal.removeEventListener('abort', cancel);
  }
}

function done(operation: Operation): Operation {
  if (operation.status === 'done') return operation;
  throw new AppFailure(operation.error ?? { type: 'cancelled', message: `${operation.title}: cancelled.` });
}
