import type { ServerResponse } from 'node:http';
import { drained } from '../../lib/drained.ts';

/** The server disconnects a client that leaves this much unread. Streams with flow control pause long before. */
const MAXIMUM_WAITING_BYTES = 8 * 1024 * 1024;
const PING_MS = 15_000;

/** Where a route sends its server-sent events. */
export interface EventSink {
  /** Resolves when the client can receive more. */
  send(event: string, data: unknown, id?: string): Promise<void>;
}

/** Begins the answer of an event stream; `end` ends it. */
export function openEventStream(response: ServerResponse): EventSink & { end(): void } {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.write(':\n\n');
  // Regular comments detect a vanished client.
  const timer = setInterval(() => response.write(':\n\n'), PING_MS);
  timer.unref();
  response.on('close', () => clearInterval(timer));
  return {
    send: async (event, data, id) => {
      const head = id === undefined ? '' : `id: ${id}\n`;
      await writeTo(response, `${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    end: () => {
      clearInterval(timer);
      response.end();
    },
  };
}

/** Resolves when the client can receive more, or has disconnected. */
export async function writeTo(response: ServerResponse, text: string | Uint8Array): Promise<void> {
  if (response.destroyed || response.write(text)) return;
  if (response.writableLength > MAXIMUM_WAITING_BYTES) {
    response.destroy();
    return;
  }
  await drained(response);
}
