import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron';
import { SHELL_EVENT_CHANNEL, SHELL_INVOKE_CHANNEL, type ShellAnswer } from '../contract/bridge.ts';
import { checkOutput } from '../contract/check-output.ts';
import { AppFailure } from '../contract/error.ts';
import {
  type ShellCallName,
  type ShellEventName,
  type ShellEventPayload,
  type ShellOutput,
  type ShellParsed,
  shellCalls,
} from '../contract/shell.ts';
import type { Logger } from '../lib/logger.ts';
import { PAGE_ORIGIN } from './page-protocol.ts';

export type ShellHandlers = {
  [N in ShellCallName]: (
    input: ShellParsed<N>,
    sender: WebContents,
  ) => Promise<ShellOutput<N>> | ShellOutput<N>;
};

/** Serves the app's only IPC channel: only the top frame of the app's page, only calls of the contract, checked input. */
export function serveShell(options: {
  ipc: Pick<IpcMain, 'handle'>;
  handlers: ShellHandlers;
  logger: Logger;
  /** As of `RpcServer`. */
  checkOutputs: boolean;
}): void {
  const { ipc, handlers, logger, checkOutputs } = options;
  ipc.handle(SHELL_INVOKE_CHANNEL, async (event, name: unknown, input: unknown): Promise<ShellAnswer> => {
    if (!isOurPage(event)) {
      logger.warn('shell call refused: not our page', { url: event.senderFrame?.url });
      return { ok: false, error: { type: 'internal', message: 'Refused.', actions: [] } };
    }
    try {
      if (typeof name !== 'string' || !Object.hasOwn(shellCalls, name))
        throw new Error(`no shell call ${name}`);
      const callName = name as ShellCallName;
      const parsed = shellCalls[callName].input.safeParse(input);
      if (!parsed.success) {
        logger.error('shell call failed', { name, error: parsed.error });
        const raw = parsed.error.message;
        return { ok: false, error: { type: 'internal', message: 'Invalid input.', actions: [], raw } };
      }
      const handler = handlers[callName] as (input: unknown, sender: WebContents) => Promise<unknown>;
      const output = await handler(parsed.data, event.sender);
      if (checkOutputs) checkOutput(shellCalls[callName].output, output, `output of ${callName}`);
      return { ok: true, output };
    } catch (error) {
      if (error instanceof AppFailure) return { ok: false, error: error.error };
      logger.error('shell call failed', { name, error });
      const message = 'Something went wrong inside Bulkhead.';
      return { ok: false, error: { type: 'internal', message, actions: [], raw: String(error) } };
    }
  });
}

export function emitShellEvent<N extends ShellEventName>(
  contents: WebContents,
  name: N,
  payload: ShellEventPayload<N>,
): void {
  if (!contents.isDestroyed()) contents.send(SHELL_EVENT_CHANNEL, name, payload);
}

function isOurPage(event: IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame === event.sender.mainFrame && frame.url.startsWith(`${PAGE_ORIGIN}/`);
}
