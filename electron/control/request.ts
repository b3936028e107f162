import { type IncomingMessage, request } from 'node:http';
import { AppFailure } from '../contract/error.ts';
import { checkControlFolder, controlPlaceOf } from './control-place.ts';
import { problemSchema } from './http/problem.ts';

/**
 * Sends one request to the HTTP API of the host that owns the data folder, over its socket. Resolves to the JSON answer;
 * undefined when no host runs. Rejects with the `AppFailure` of a problem document.
 */
export async function requestControl(
  dataPath: string,
  { method, path }: { method: 'POST' | 'DELETE'; path: string },
  signal: AbortSignal,
): Promise<unknown> {
  const { folder, path: socketPath } = controlPlaceOf(dataPath);
  try {
    if (folder !== undefined) checkControlFolder(folder);
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request({ socketPath, method, path, signal, headers: { host: 'localhost' } }, resolve)
        .on('error', reject)
        .end();
    });
    return await readAnswer(answer);
  } catch (error) {
    if (['ENOENT', 'ECONNREFUSED'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

async function readAnswer(answer: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  if ((answer.statusCode ?? 500) < 400) return body;
  const { error, detail, actions } = problemSchema.parse(body);
  // An older host does not know the path.
  throw new AppFailure({ type: error ?? 'conflict', message: detail, actions });
}
