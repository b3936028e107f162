import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { SHELL_EVENT_CHANNEL, type ShellAnswer } from '../contract/bridge.ts';
import type { ShellCallName, ShellEventName, ShellEventPayload } from '../contract/shell.ts';
import type { Logger } from '../lib/logger.ts';
import { answerShellCall, type ShellHandlersOf } from '../page/answer-shell-call.ts';
import type { holdCalls } from './hold-calls.ts';
import { PAGE_ORIGIN } from './page-protocol.ts';

export type ShellHandlers = ShellHandlersOf<ShellCallName, WebContents>;

/** Serves the app's only IPC channel: only the top frame of the app's page, only calls of the contract, checked input. */
export function serveShell(options: {
  calls: ReturnType<typeof holdCalls>;
  handlers: ShellHandlers;
  logger: Logger;
  /** Runs before each call of our page. */
  onCall(): void;
  /** As of `RpcServer`. */
  checkOutputs: boolean;
}): void {
  const { calls, handlers, logger, onCall, checkOutputs } = options;
  calls.answerWith(async (event, name: unknown, input: unknown): Promise<ShellAnswer> => {
    if (!isOurPage(event)) {
      logger.warn('shell call refused: not our page', { url: event.senderFrame?.url });
      return { ok: false, error: { type: 'internal', message: 'Refused.', actions: [] } };
    }
    onCall();
    return await answerShellCall(handlers, { name, input, sender: event.sender }, { logger, checkOutputs });
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
