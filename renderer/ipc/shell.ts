import type { ShellBridge } from '../../electron/contract/bridge.ts';
import { AppFailure } from '../../electron/contract/error.ts';
import type {
  ShellCallName,
  ShellEventName,
  ShellEventPayload,
  ShellInput,
  ShellOutput,
} from '../../electron/contract/shell.ts';

declare global {
  interface Window {
    readonly bulkhead: ShellBridge;
  }
}

/** Calls Electron's main process. Rejects with an `AppFailure`. */
export async function callShell<N extends ShellCallName>(
  name: N,
  input: ShellInput<N>,
): Promise<ShellOutput<N>> {
  const answer = await window.bulkhead.invoke(name, input);
  if (!answer.ok) throw new AppFailure(answer.error);
  return answer.output as ShellOutput<N>;
}

export function onShellEvent<N extends ShellEventName>(
  name: N,
  listener: (payload: ShellEventPayload<N>) => void,
): () => void {
  return window.bulkhead.onEvent((received, payload) => {
    if (received === name) listener(payload as ShellEventPayload<N>);
  });
}
