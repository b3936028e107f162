import { setMaxListeners } from 'node:events';
import type { Duplex, Readable } from 'node:stream';
import type Docker from 'dockerode';
import type { z } from 'zod';
import { AppFailure } from '../../contract/error.ts';
import type { CallOptions } from './engine.ts';
import { type CallContext, cancelled, DeadlineError, toFailure } from './errors.ts';
import { readAnswer } from './read-answer.ts';

/** Default deadline of an engine's answer. */
export const DEFAULT_TIMEOUT_MS = 30_000;

/** Largest answer that is read into memory; an engine with 10,000 containers stays below a tenth of it. */
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;

export interface EngineRequest {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Path without version and query, built with `path` so that names are escaped. */
  path: string;
  query?: Record<string, string | number | boolean | string[] | object | undefined>;
  body?: object;
  /** Tar body, instead of a JSON body. */
  upload?: Uint8Array | Readable;
  /** Value of `X-Registry-Auth`. */
  registryAuth?: string;
  about: CallContext;
}

/** Escapes each name in a path; a name of dots alone would leave the folder. */
export function path(strings: TemplateStringsArray, ...names: string[]): string {
  return String.raw(
    { raw: strings },
    ...names.map((name) =>
      name
        .split('/')
        .map((part) => (/^\.*$/.test(part) ? part.replaceAll('.', '%252E') : encodeURIComponent(part)))
        .join('/'),
    ),
  );
}

const SUCCESS = { 101: true, 200: true, 201: true, 204: true, 304: true };

/**
 * Sends requests over dockerode's modem. Answers are always requested as streams and read here: the modem's own reader
 * never calls back when the connection breaks in the middle of an answer.
 */
export class EngineClient {
  readonly #modem: Docker['modem'];
  readonly #open = new Set<Readable | Duplex>();
  #versionPrefix = '';

  constructor(modem: Docker['modem']) {
    this.#modem = modem;
  }

  /** Sends all later requests to this version of the API. */
  pinApiVersion(version: string): void {
    this.#versionPrefix = `/v${version}`;
  }

  /** The JSON answer as the schema reads it. */
  async json<T>(schema: z.ZodType<T>, request: EngineRequest, options: CallOptions = {}): Promise<T> {
    const bytes = await this.bytes(request, options);
    try {
      return readAnswer(schema, JSON.parse(bytes.toString('utf8')));
    } catch (error) {
      throw toFailure(error, request.about);
    }
  }

  /** Resolves to the answer's bytes. The deadline covers the whole answer. */
  async bytes(request: EngineRequest, options: CallOptions = {}): Promise<Buffer> {
    return await this.#run(request, options, async (dialed) => {
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of (await dialed) as Readable) {
        size += chunk.length;
        if (size > MAX_ANSWER_BYTES) throw tooLarge();
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    });
  }

  /** Resolves to the answer as a stream. The deadline ends with its first byte; the signal destroys it at any time. */
  async stream(request: EngineRequest, options: CallOptions = {}): Promise<Readable> {
    const stream = await this.#run(request, options, async (dialed) => (await dialed) as Readable);
    return this.#own(stream, options.signal);
  }

  /**
   * Resolves to the raw connection after the engine's 101. The deadline ends there; the signal destroys it at any time.
   */
  async hijack(request: EngineRequest, options: CallOptions = {}): Promise<Duplex> {
    const socket = await this.#run(request, options, async (dialed) => (await dialed) as Duplex, true);
    return this.#own(socket, options.signal);
  }

  /** Destroys all streams that this client returned. */
  close(): void {
    for (const stream of this.#open) stream.destroy();
  }

  /** Destroys a stream that outlives its call when the signal aborts or this client closes. */
  #own<T extends Readable | Duplex>(stream: T, signal: AbortSignal | undefined): T {
    const destroy = () => void stream.destroy();
    this.#open.add(stream);
    stream.once('close', () => {
      this.#open.delete(stream);
      signal?.removeEventListener('abort', destroy);
    });
    // The stream's reader gets its errors; without a reader they must not end the process.
    stream.on('error', () => undefined);
    signal?.addEventListener('abort', destroy, { once: true });
    if (signal?.aborted) destroy();
    return stream;
  }

  /** Runs one exchange under deadline and signal, and converts every error. */
  async #run<T>(
    request: EngineRequest,
    { signal, timeoutMs = DEFAULT_TIMEOUT_MS }: CallOptions,
    read: (dialed: Promise<Readable | Duplex>) => Promise<T>,
    hijack = false,
  ): Promise<T> {
    if (signal?.aborted) throw cancelled();
    // One signal may abort hundreds of calls, so Node's warning of a listener leak does not apply.
    if (signal) setMaxListeners(0, signal);
    const controller = new AbortController();
    let onAbort = () => {};
    let timer: NodeJS.Timeout | undefined;
    const stopped = new Promise<never>((_, reject) => {
      onAbort = () => reject(cancelled());
      timer = setTimeout(() => reject(new DeadlineError(timeoutMs)), timeoutMs);
    });
    signal?.addEventListener('abort', onAbort, { once: true });
    let late = false;
    const dialed = this.#dial(request, hijack, controller.signal);
    // Destroys an answer that arrives after the caller got a failure, to free its connection.
    dialed.then((stream) => late && stream.destroy()).catch(() => undefined);
    try {
      return await Promise.race([read(dialed), stopped]);
    } catch (error) {
      late = true;
      controller.abort();
      throw toFailure(error, request.about);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }

  #dial(request: EngineRequest, hijack: boolean, abortSignal: AbortSignal): Promise<Readable | Duplex> {
    const query = Object.fromEntries(
      Object.entries(request.query ?? {}).filter(([, value]) => value !== undefined),
    );
    const hasQuery = Object.keys(query).length > 0;
    return new Promise((resolve, reject) => {
      this.#modem.dial(
        {
          path: `${this.#versionPrefix}${request.path}${hasQuery ? '?' : ''}`,
          method: request.method,
          options: { _query: query, _body: request.body ?? {} },
          statusCodes: SUCCESS,
          isStream: true,
          hijack,
          openStdin: hijack,
          abortSignal,
          ...bodyOf(request, hijack),
          ...(request.registryAuth === undefined ? {} : { authconfig: { base64: request.registryAuth } }),
        },
        (error, answer) => (error ? reject(error) : resolve(answer as Readable | Duplex)),
      );
    });
  }
}

/**
 * The modem's option for a body of bytes. A hijacked request without a body has one of length 0: without it the modem
 * would send chunks, whose end every engine reads as standard input, or `{}`, which Podman does.
 */
function bodyOf({ upload, body }: EngineRequest, hijack: boolean): { file?: Buffer | Readable } {
  if (upload !== undefined) return { file: upload instanceof Uint8Array ? asBuffer(upload) : upload };
  return hijack && body === undefined ? { file: Buffer.alloc(0) } : {};
}

function tooLarge(): AppFailure {
  const mebibytes = MAX_ANSWER_BYTES / 1024 / 1024;
  return new AppFailure({
    type: 'resource-limit',
    message: `This is larger than ${mebibytes} MiB: too much to read at once.`,
  });
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
