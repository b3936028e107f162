import type { ShellAnswer } from '../contract/bridge.ts';
import { checkOutput } from '../contract/check-output.ts';
import { AppFailure } from '../contract/error.ts';
import { type ShellCallName, type ShellOutput, type ShellParsed, shellCalls } from '../contract/shell.ts';
import type { Logger } from '../lib/logger.ts';

/** Handlers of shell calls. `S` identifies the window that sent the call. */
export type ShellHandlersOf<N extends ShellCallName, S> = {
  [K in N]: (input: ShellParsed<K>, sender: S) => Promise<ShellOutput<K>> | ShellOutput<K>;
};

/**
 * Carries out one call of a page, which may be compromised: only calls that have a handler, with checked input. Every
 * failure is an answer.
 */
export async function answerShellCall<N extends ShellCallName, S>(
  handlers: ShellHandlersOf<N, S>,
  { name, input, sender }: { name: unknown; input: unknown; sender: S },
  { logger, checkOutputs }: { logger: Logger; checkOutputs: boolean },
): Promise<ShellAnswer> {
  try {
    if (typeof name !== 'string' || !Object.hasOwn(handlers, name)) throw new Error(`no shell call ${name}`);
    const callName = name as N;
    const parsed = shellCalls[callName].input.safeParse(input);
    if (!parsed.success) {
      logger.error('shell call failed', { name, error: parsed.error });
      const raw = parsed.error.message;
      return { ok: false, error: { type: 'internal', message: 'Invalid input.', actions: [], raw } };
    }
    const handler = handlers[callName] as (input: unknown, sender: S) => Promise<unknown>;
    const output = await handler(parsed.data, sender);
    if (checkOutputs) checkOutput(shellCalls[callName].output, output, `output of ${callName}`);
    return { ok: true, output };
  } catch (error) {
    if (error instanceof AppFailure) return { ok: false, error: error.error };
    logger.error('shell call failed', { name, error });
    const message = 'Something went wrong inside Bulkhead.';
    return { ok: false, error: { type: 'internal', message, actions: [], raw: String(error) } };
  }
}
