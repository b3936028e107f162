import type { IpcMain } from 'electron';
import { SHELL_INVOKE_CHANNEL } from '../contract/bridge.ts';

type Listener = Parameters<IpcMain['handle']>[1];

/** Holds the calls of the page, which may begin before the code that answers them is read. `answerWith` lets them through. */
export function holdCalls(ipc: Pick<IpcMain, 'handle'>): { answerWith(listener: Listener): void } {
  let answerWith: (listener: Listener) => void = () => undefined;
  const listening = new Promise<Listener>((resolve) => {
    answerWith = resolve;
  });
  ipc.handle(SHELL_INVOKE_CHANNEL, async (event, ...args) => await (await listening)(event, ...args));
  return { answerWith };
}
