import { runOperation as run } from '../client/run-operation.ts';
import type { Operation } from '../contract/operation.ts';
import type { Output } from './output.ts';
import type { Session } from './session.ts';

/** Runs an operation as the client does; its steps are progress. */
export async function runOperation(
  { client }: Session,
  { output, signal }: { output: Output; signal: AbortSignal },
  start: () => Promise<{ operationId: string }>,
): Promise<Operation> {
  return await run(client, start, signal, (label) => output.progress(`${label}…`));
}
