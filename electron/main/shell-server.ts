import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron';
import { z } from 'zod';
import { SHELL_EVENT_CHANNEL, SHELL_INVOKE_CHANNEL, type ShellAnswer } from '../contract/bridge.ts';
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

/** The one IPC channel of the app: our own page's top frame only, names from the contract only, input checked. */
export function serveShell(ipc: IpcMain, handlers: ShellHandlers, logger: Logger): void {
  ipc.handle(SHELL_INVOKE_CHANNEL, async (event, name: unknown, input: unknown): Promise<ShellAnswer> => {
    if (!isOurPage(event)) {
      logger.warn('shell call refused: not our page', { url: event.senderFrame?.url });
      return { ok: false, error: { type: 'internal', message: 'Refused.', actions: [] } };
    }
    try {
      if (typeof name !== 'string' || !Object.hasOwn(shellCalls, name))
        throw new Error(`no shell call ${name}`);
      const known = name as ShellCallName;
      const parsed = shellCalls[known].input.parse(input);
      const handler = handlers[known] as (input: unknown, sender: WebContents) => Promise<unknown>;
      return { ok: true, output: await handler(parsed, event.sender) };
    } catch (error) {
      if (error instanceof AppFailure) return { ok: false, error: error.error };
      logger.error('shell call failed', { name, error });
      const message =
        error instanceof z.ZodError ? 'Invalid input.' : 'Something went wrong inside Bulkhead.';
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
