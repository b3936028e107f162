import type { ShellBridge } from '../../electron/contract/bridge.ts';
import { AppFailure } from '../../electron/contract/error.ts';
import type {
  ShellCallName,
  ShellEventName,
  ShellEventPayload,
  ShellInput,
  ShellOutput,
} from '../../electron/contract/shell.ts';
import { transport } from './transport.ts';

declare global {
  interface Window {
    /** Absent in a browser. */
    readonly bulkhead: ShellBridge;
  }
}

/** Calls Electron's main process, or what takes its place in a browser. Rejects with an `AppFailure`. */
export async function callShell<N extends ShellCallName>(
  name: N,
  input: ShellInput<N>,
): Promise<ShellOutput<N>> {
  const answer = await transport().invoke(name, input);
  if (!answer.ok) throw new AppFailure(answer.error);
  return answer.output as ShellOutput<N>;
}

export function onShellEvent<N extends ShellEventName>(
  name: N,
  listener: (payload: ShellEventPayload<N>) => void,
): () => void {
  return transport().onEvent((received, payload) => {
    if (received === name) listener(payload as ShellEventPayload<N>);
  });
}
