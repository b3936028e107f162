import { type RequestOptions, request } from 'node:http';
import type { ApiRequest } from './api-requests.ts';

/** A stream is read until its first bytes. */
export interface FuzzAnswer {
  status: number;
  contentType: string;
  text: string;
}

/** Sends the request; resolves with the whole answer, or with the beginning of a stream. Rejects without an answer in time. */
export function sendRequest(
  to: Pick<RequestOptions, 'port' | 'socketPath'>,
  { operation, path, headers, body }: ApiRequest,
  authorization: Record<string, string> = {},
): Promise<FuzzAnswer> {
  const signal = AbortSignal.timeout(20_000);
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      ...to,
      method: operation.method,
      path,
      headers: {
        host: to.port === undefined ? 'localhost' : `localhost:${to.port}`,
        // Node frames the body of a DELETE only with a length.
        ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
        ...authorization,
        ...headers,
      },
      agent: false,
      signal,
    };
    const sent = request(options, (answer) => {
      const contentType = answer.headers['content-type'] ?? '';
      let text = '';
      const done = () => resolve({ status: answer.statusCode ?? 0, contentType, text });
      answer.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (!contentType.startsWith('text/event-stream')) return;
        done();
        sent.destroy();
      });
      answer.on('end', done);
      answer.on('error', done);
    });
    sent.on('error', (error) => reject(new Error(`${operation.method} ${path}: ${error.message}`)));
    sent.end(body);
  });
}
