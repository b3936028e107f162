import type { IncomingMessage } from 'node:http';
import { HttpRefusal } from './problem.ts';

/** The largest input of the contract is a seccomp profile of 512 KiB. */
export const MAXIMUM_BODY_BYTES = 1024 * 1024;

/** Parses the body as JSON; undefined without a body. Throws an `HttpRefusal` if it is too large or invalid. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  if (Number(request.headers['content-length'] ?? 0) > MAXIMUM_BODY_BYTES) throw tooLarge();
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAXIMUM_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  if (bytes === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch {
    throw new HttpRefusal(400, 'The body is not JSON.');
  }
}

function tooLarge(): HttpRefusal {
  // The rest of the body is not read, so the connection cannot be reused.
  return new HttpRefusal(413, `A body has at most ${MAXIMUM_BODY_BYTES} bytes.`, { connection: 'close' });
}
