import { RpcClient, type StreamHandle, type StreamOptions } from '../../electron/client/rpc-client.ts';
import { type AppError, AppFailure } from '../../electron/contract/error.ts';
import type {
  CallInput,
  CallName,
  CallOutput,
  StreamInput,
  StreamName,
} from '../../electron/contract/registry.ts';
import { callShell, onShellEvent } from './shell.ts';
import { toAppError } from './to-app-error.ts';
import { transport } from './transport.ts';

let current: RpcClient | undefined;

/**
 * Keeps the window connected to the engine host: requests a port at the start and after each restart of the host.
 * `onClient` receives each new client; the function that it returns runs when that client is closed. `onProblem`
 * receives the reason when no engine host runs and none will start.
 */
export function connectEngineHost(
  onClient: (client: RpcClient) => () => void,
  onProblem: (problem: AppError) => void,
): void {
  let release: (() => void) | undefined;
  transport().onPort((port) => {
    release?.();
    const client = new RpcClient(port);
    const clean = onClient(client);
    current = client;
    release = () => {
      port.closed();
      port.close();
      clean();
    };
  });
  const ask = () => {
    callShell('engine-host.connect', {}).catch((error: unknown) => {
      release?.();
      release = undefined;
      onProblem(toAppError(error));
    });
  };
  onShellEvent('engine-host.started', ask);
  ask();
}

function client(): RpcClient {
  if (!current) {
    throw new AppFailure({ type: 'engine-unreachable', message: 'The engine host is starting.' });
  }
  return current;
}

/** Calls the engine host. Rejects with an `AppFailure`. */
export async function callEngine<N extends CallName>(
  name: N,
  input: CallInput<N>,
  signal?: AbortSignal,
): Promise<CallOutput<N>> {
  return await client().call(name, input, signal);
}

/** Opens a stream to the engine host; throws an `AppFailure` while there is none. */
export function openStream<N extends StreamName>(
  name: N,
  input: StreamInput<N>,
  options: StreamOptions<N>,
): StreamHandle<N> {
  return client().open(name, input, options);
}
