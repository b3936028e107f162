import { lookup } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { isIP } from 'node:net';
import { createSecureContext, rootCertificates, type SecureContext, connect as secure } from 'node:tls';
import { z } from 'zod';
import { AppFailure } from '../../contract/error.ts';
import type { UpstreamProxies } from '../../contract/upstream-proxy.ts';
import { ProxyChoice } from '../../gateway/proxy/proxy-choice.ts';
import { dialThrough } from '../../gateway/proxy/route.ts';
import { once } from '../../lib/once.ts';
import type { ForgeCall, ForgeClient } from './clients/client.ts';
import { answerFailure, type Forge, networkFailure, oddAnswer } from './failures.ts';

/** A server that says nothing for so long has gone. */
const SILENCE_MS = 30_000;
/** A list of a hundred issues with long bodies has some megabytes. */
const MAXIMUM_BYTES = 16 * 1024 * 1024;

export interface ForgeHttpOptions {
  /** The proxies as this machine reaches them. */
  proxies(): Promise<UpstreamProxies>;
  /** Authorities (PEM) of the person's organisation, besides Node's own. */
  hostRoots: () => string | undefined;
  /** The app's version. */
  version: string;
}

export interface Authorized extends Forge {
  client: ForgeClient;
  token: string | undefined;
}

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** Sends the calls of forges' APIs over HTTPS. It follows no redirect, because a token is for one host. */
export class ForgeHttp {
  readonly #options: ForgeHttpOptions;
  readonly #trust: () => SecureContext;

  constructor(options: ForgeHttpOptions) {
    this.#options = options;
    // All authorities are read for it, which takes a while.
    this.#trust = once(() => createSecureContext({ ca: authorities(options.hostRoots()) }));
  }

  /** Rejects with an `AppFailure` that says what to do next. */
  async send<T>(forge: Authorized, call: ForgeCall<T>, signal: AbortSignal): Promise<T> {
    const answer = await this.#exchange(forge, call, signal);
    const parsed = jsonIn(answer.body);
    if (answer.status < 200 || answer.status > 299)
      throw answerFailure(forge, { ...answer, text: textIn(parsed) });
    try {
      return call.read(parsed);
    } catch (error) {
      if (error instanceof z.ZodError) throw oddAnswer(forge, error.message);
      throw error;
    }
  }

  async #exchange(forge: Authorized, { request: call }: ForgeCall<unknown>, signal: AbortSignal) {
    const { client, host, token } = forge;
    const url = new URL(`${client.root(host)}${call.path}`);
    for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value);
    const body = call.body === undefined ? undefined : Buffer.from(JSON.stringify(call.body));
    try {
      const socket = await this.#connect(url, signal);
      return await new Promise<Answer>((resolve, reject) => {
        const outgoing = request(url, {
          method: call.method,
          signal,
          timeout: SILENCE_MS,
          headers: {
            // GitHub refuses requests without one.
            'user-agent': `Bulkhead/${this.#options.version}`,
            ...client.headers(token),
            ...(body ? { 'content-type': 'application/json', 'content-length': body.length } : {}),
          },
          createConnection: () => socket,
        });
        outgoing.on('response', (response) => collect(response).then(resolve, reject));
        outgoing.on('timeout', () => outgoing.destroy(new Error('the server says nothing')));
        outgoing.on('error', reject);
        outgoing.end(body);
      });
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw error instanceof AppFailure ? error : networkFailure(host, error);
    }
  }

  /** Begins the connection to the host, through its proxy if it has one. */
  async #connect(url: URL, signal: AbortSignal) {
    const trust = this.#trust();
    const resolve = async (host: string) => (await lookup(host, { all: true })).map(({ address }) => address);
    const choice = new ProxyChoice({ resolve, trust: () => trust });
    choice.configure(await this.#options.proxies());
    const port = Number(url.port || 443);
    const hop = choice.for(url.hostname, port, true);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    // An address has no name to be asked for (RFC 6066 section 3).
    const secured = { secureContext: trust, ...(isIP(host) === 0 ? { servername: host } : { host }) };
    if (!hop) return secure({ ...secured, host, port });
    return secure({ ...secured, socket: await dialThrough({ kind: 'proxy', host, hop }, port, signal) });
  }
}

/** All authorities that are trusted for forges, as PEM. */
export function authorities(extra: string | undefined): string[] {
  return [...rootCertificates, ...(extra === undefined ? [] : [extra])];
}

async function collect(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAXIMUM_BYTES) throw new Error('the answer is too long');
    chunks.push(chunk);
  }
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
}

/** Undefined for what is no JSON, such as an error page of a proxy. */
function jsonIn(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

const complaintSchema = z.object({
  message: z.unknown(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});

/** What an error of a forge says. */
function textIn(answer: unknown): string {
  const parsed = complaintSchema.safeParse(answer);
  if (!parsed.success) return '';
  const { message, errors = [] } = parsed.data;
  const first = typeof message === 'string' ? message : JSON.stringify(message ?? '');
  return [first, ...errors.map((each) => each.message)].join('\n').slice(0, 2000);
}
