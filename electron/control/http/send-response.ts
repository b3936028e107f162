import type { ServerResponse } from 'node:http';
import { writeTo } from './event-stream.ts';

/** Sends a web response. `opened` is called once its head is sent, because its body may be a stream that lasts. */
export async function sendResponse(
  response: ServerResponse,
  { status, headers, body }: Response,
  opened: () => void,
): Promise<void> {
  response.writeHead(status, { ...Object.fromEntries(headers), 'x-content-type-options': 'nosniff' });
  response.flushHeaders();
  opened();
  const reader = body?.getReader();
  const onClose = () => void reader?.cancel().catch(() => undefined);
  response.on('close', onClose);
  try {
    for (;;) {
      const part = await reader?.read();
      if (!part || part.done) break;
      await writeTo(response, part.value);
    }
  } finally {
    response.off('close', onClose);
  }
  response.end();
}
