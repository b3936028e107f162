import type { StreamHandle } from '../../client/rpc-client.ts';
import type { StreamName, StreamResult } from '../../contract/registry.ts';

/** Resolves to the stream's result, as `done` does; closes the stream when the signal aborts. */
export async function closeOnAbort<N extends StreamName>(
  stream: StreamHandle<N>,
  signal: AbortSignal,
): Promise<StreamResult<N>> {
  const close = () => stream.close();
  signal.addEventListener('abort', close, { once: true });
  if (signal.aborted) close();
  try {
    return await stream.done;
  } finally {
    signal.removeEventListener('abort', close);
  }
}
