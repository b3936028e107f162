import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { type IncomingMessage, request as requestPlainly } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { AppFailure } from '../../contract/error.ts';

/** How much has come, and how much there is, in bytes. */
type Report = (done: number, total: number | undefined) => void;

/** A server that says nothing for so long has gone. */
const SILENCE_MS = 60_000;

/**
 * Downloads a file to `path`, and resolves once its SHA-256 is the expected one. What came before a failure stays beside it
 * and is continued by the next call. Rejects with `network-error`; a file with another checksum is not kept.
 */
export async function download(options: {
  url: string;
  sha256: string;
  path: string;
  signal: AbortSignal;
  report: Report;
}): Promise<void> {
  const { url, sha256, path, signal } = options;
  if ((await digestOf(path)) === sha256) return;
  const part = `${path}.part`;
  await receive({ ...options, part });
  signal.throwIfAborted();
  const found = await digestOf(part);
  if (found !== sha256) {
    await rm(part, { force: true });
    throw new AppFailure({
      type: 'network-error',
      message: `What came from ${url} is not what was expected: its checksum differs. Nothing of it was used.`,
      actions: [{ kind: 'retry', label: 'Retry' }],
      raw: `SHA-256 ${found}, expected ${sha256}`,
    });
  }
  await rename(part, path);
}

async function receive(options: {
  url: string;
  part: string;
  signal: AbortSignal;
  report: Report;
}): Promise<void> {
  const { url, part, signal, report } = options;
  const file = await open(part, 'a', 0o600);
  try {
    const { size } = await file.stat();
    const response = await get(url, size, signal);
    const { statusCode = 0, headers } = response;
    // Everything is there already, and only its checksum was not looked at.
    if (statusCode === 416) return void response.destroy();
    if (statusCode !== 200 && statusCode !== 206) {
      response.destroy();
      throw new Error(`HTTP ${statusCode}`);
    }
    // A server that knows no ranges sends the whole again.
    if (statusCode === 200) await file.truncate(0);
    let done = statusCode === 200 ? 0 : size;
    const length = Number(headers['content-length']);
    const total = Number.isFinite(length) ? done + length : undefined;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      await file.write(chunk);
      done += chunk.length;
      report(done, total);
    }
  } catch (error) {
    if (signal.aborted) throw error;
    throw new AppFailure({
      type: 'network-error',
      message: `${url} could not be downloaded. What has come is kept, and the next try goes on from there.`,
      actions: [{ kind: 'retry', label: 'Retry' }],
      raw: error instanceof Error ? error.message : String(error),
    });
  } finally {
    await file.close();
  }
}

function get(url: string, from: number, signal: AbortSignal): Promise<IncomingMessage> {
  const request = url.startsWith('https:') ? requestSecurely : requestPlainly;
  const headers = from > 0 ? { range: `bytes=${from}-` } : {};
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { signal, headers, timeout: SILENCE_MS }, resolve);
    outgoing.on('timeout', () => outgoing.destroy(new Error('the server says nothing')));
    outgoing.on('error', reject);
    outgoing.end();
  });
}

async function sizeOf(path: string): Promise<number> {
  return await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** Undefined without such a file. */
async function digestOf(path: string): Promise<string | undefined> {
  if ((await sizeOf(path)) === 0) return undefined;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
