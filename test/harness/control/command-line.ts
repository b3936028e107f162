import type { Scope } from '../../../electron/lib/scope.ts';
import { ended, startProgram } from './serve.ts';

/** Runs the command line to its end, on the test engine. */
export async function bulkhead(
  scope: Scope,
  dataPath: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; out: string; err: string }> {
  return await ended(startProgram(scope, dataPath, args, environment));
}
