import { costOf } from '../contract/flow.ts';
import type { StreamInput, StreamItem, StreamName, StreamResult } from '../contract/registry.ts';
import type { InputByName, RpcClient, StreamHandle } from './rpc-client.ts';

/**
 * Passes each item to `onItem`, which may return a promise: flow control pauses the host until it resolves. `onOpen`
 * receives the stream, to send to it. Resolves to undefined when `onItem` ended the stream or the signal aborted, else
 * to the stream's result. Rejects as the stream does.
 */
export async function followStream<N extends StreamName>(
  client: RpcClient,
  name: N,
  input: StreamInput<N> | InputByName<N>,
  signal: AbortSignal,
  onItem: (item: StreamItem<N>, end: () => void) => Promise<void> | void,
  onOpen?: (stream: StreamHandle<N>) => void,
): Promise<StreamResult<N> | undefined> {
  let isEnded = false;
  let queue = Promise.resolve();
  let finish: () => void = () => undefined;
  const stop = new Promise<undefined>((resolve) => {
    finish = () => {
      isEnded = true;
      resolve(undefined);
    };
  });
  const stream = client.open(name, input, {
    acknowledge: 'by-hand',
    onItem: (item) => {
      queue = queue.then(async () => {
        if (isEnded) return;
        await onItem(item, finish);
        stream.acknowledge(costOf(item));
      });
      queue.catch(finish);
    },
  });
  signal.addEventListener('abort', finish, { once: true });
  if (signal.aborted) finish();
  onOpen?.(stream);
  try {
    const result = await Promise.race([stream.done, stop]);
    await queue;
    return result;
  } finally {
    signal.removeEventListener('abort', finish);
    stream.done.catch(() => undefined);
    stream.close();
    // The host must end the stream's work before this process may exit.
    if (isEnded) await stream.done.catch(() => undefined);
  }
}
