import type { ClientRequest, IncomingMessage } from 'node:http';
import type { FlowError } from '../../contract/egress.ts';
import { flowErrorOf } from '../destination.ts';
import { pairHeaders } from '../headers.ts';
import { textBody } from '../response-body.ts';

/** The answers of token endpoints have a few KiB. */
const ANSWER_LIMIT_BYTES = 256 * 1024;
const ANSWER_WITHIN_MS = 30_000;

export type WholeAnswer =
  | { readonly status: number; readonly rawHeaders: readonly string[]; readonly text: string }
  | { readonly failed: FlowError };

/** Sends the body and resolves to the whole answer as text (one character a byte). Never rejects. */
export function readAnswer(request: ClientRequest, body: readonly Buffer[]): Promise<WholeAnswer> {
  return new Promise((resolve) => {
    const settle = (answer: WholeAnswer) => {
      clearTimeout(timer);
      request.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => settle({ failed: 'timeout' }), ANSWER_WITHIN_MS);
    request.on('error', (error) => settle({ failed: flowErrorOf(error) }));
    const onClose = () => settle({ failed: 'reset' });
    request.once('close', onClose);
    request.once('response', (incoming) => {
      request.removeListener('close', onClose);
      void readWhole(incoming).then(settle);
    });
    for (const chunk of body) request.write(chunk);
    request.end();
  });
}

async function readWhole(incoming: IncomingMessage): Promise<WholeAnswer> {
  const decoding = textBody(pairHeaders(incoming.rawHeaders));
  if (typeof decoding === 'string') return { failed: 'unreadable-answer' };
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of decoding.decode(incoming)) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size > ANSWER_LIMIT_BYTES) return { failed: 'unreadable-answer' };
    }
  } catch (error) {
    return { failed: flowErrorOf(error) };
  }
  return {
    status: incoming.statusCode ?? 502,
    rawHeaders: incoming.rawHeaders,
    text: Buffer.concat(chunks).toString('latin1'),
  };
}
