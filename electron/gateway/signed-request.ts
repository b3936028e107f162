import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Reservation } from './memory-budget.ts';
import type { RequestHead } from './request-head.ts';
import { parseAwsCredentials, resign } from './sigv4.ts';
import type { ReadyRequest } from './upstream-request.ts';

/** The size limit of a body that is held in memory to be hashed for a signature. */
const SIGNED_BODY_LIMIT_BYTES = 32 * 1024 * 1024;

/** The overhead of a chunk: a body may arrive in pieces of one byte. */
const CHUNK_OVERHEAD_BYTES = 256;

export type Signed = Pick<ReadyRequest, 'head' | 'bufferedBody'>;

interface Bounds {
  readonly memory: Reservation;
  /** The time limit for the body to arrive. */
  readonly timeoutMs: number;
}

/**
 * Signs an AWS request again. Reads the body first unless the agent sent its hash. Resolves to undefined when the
 * request cannot be signed, or its body is too large, too slow or incomplete.
 */
export async function signRequest(
  request: Readable,
  head: RequestHead,
  secret: string,
  bounds: Bounds,
): Promise<Signed | undefined> {
  const credentials = parseAwsCredentials(secret);
  if (credentials === undefined) return undefined;
  const announcedHash = head.headers.find(([name]) => name.toLowerCase() === 'x-amz-content-sha256')?.[1];
  const body = announcedHash === undefined ? await readBody(request, bounds) : undefined;
  if (announcedHash === undefined && body === undefined) return undefined;
  const port = head.authority.port === 443 ? '' : `:${head.authority.port}`;
  const headers = resign(
    { ...head, host: `${head.authority.host}${port}`, payloadHash: announcedHash ?? sha256(body ?? []) },
    credentials,
  );
  if (headers === undefined) return undefined;
  return { head: { ...head, headers }, ...(body === undefined ? {} : { bufferedBody: body }) };
}

function sha256(chunks: readonly Buffer[]): string {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}

/** Resolves to undefined when the body is too large, too slow or incomplete. */
export function readBody(
  request: Readable,
  { memory, timeoutMs }: Bounds,
  limitBytes = SIGNED_BODY_LIMIT_BYTES,
): Promise<readonly Buffer[] | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => finish(undefined), timeoutMs);
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > limitBytes) return finish(undefined);
      chunks.push(chunk);
      memory.grow(chunk.length + CHUNK_OVERHEAD_BYTES);
    };
    const onEnd = () => finish(chunks);
    const onDisconnect = () => finish(undefined);
    const finish = (result: readonly Buffer[] | undefined) => {
      clearTimeout(timer);
      request.removeListener('data', onData);
      request.removeListener('end', onEnd);
      request.removeListener('close', onDisconnect);
      request.resume();
      resolve(result);
    };
    request.on('data', onData);
    request.once('end', onEnd);
    request.once('close', onDisconnect);
    request.on('error', onDisconnect);
  });
}
