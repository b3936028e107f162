import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect as connectHttp2,
  constants,
} from 'node:http2';
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls';
import { ANSWER_HEAD_LIMIT_BYTES } from '../contract/egress.ts';
import { type Framing, HEADER_COUNT_LIMIT, type HeaderList } from './headers.ts';
import { COST_BYTES, type Reservation } from './memory-budget.ts';
import { dialRoute, poolHost } from './proxy/route.ts';
import { outgoing } from './stream-headers.ts';
import { untilSecure } from './until-secure.ts';
import { byteLength, type ReadyRequest } from './upstream-request.ts';

/** The most that a server may send ahead on one stream, and on all of a connection. */
const STREAM_WINDOW_BYTES = 128 * 1024;
const CONNECTION_WINDOW_BYTES = 1024 * 1024;
/** What Node may hold for one connection besides the windows, in MiB. */
const SESSION_MEMORY_MIB = 4;
const HANDSHAKE_TIMEOUT_MS = 10_000;

interface Opened {
  readonly key: string;
  readonly context: SecureContext | undefined;
  readonly session: Promise<ClientHttp2Session>;
}

/**
 * The connection of HTTP/2 to the server that one tunnel leads to, opened at its first request and again after it ended. It
 * lives no longer than the tunnel, so no two agents share it. Requests of HTTP/2 are never translated to HTTP/1.1, nor the
 * other way round: two servers could disagree about what comes out.
 */
export class UpstreamStreams {
  readonly #contextNow: () => SecureContext | undefined;
  readonly #reserve: (bytes: number, evict: () => void) => Reservation;
  readonly #closing = new AbortController();
  #opened: Opened | undefined;

  constructor(
    contextNow: () => SecureContext | undefined,
    reserve: (bytes: number, evict: () => void) => Reservation,
  ) {
    this.#contextNow = contextNow;
    this.#reserve = reserve;
  }

  /** Starts a request on its route under the host's own name. Rejects when there is no connection. */
  async start(ready: ReadyRequest, endStream: boolean): Promise<ClientHttp2Stream> {
    const session = await this.#session(ready);
    const { head } = ready;
    const { host, port } = head.authority;
    const headers: HeaderList = [
      [':method', head.method],
      [':scheme', 'https'],
      [':authority', port === 443 ? host : `${host}:${port}`],
      [':path', head.pathAndQuery],
      ...head.headers,
      ...lengthOf(ready, head.framing),
      // The gateway passes trailers on, and gRPC asks for them.
      ['te', 'trailers'],
    ];
    return session.request(outgoing(headers), { endStream });
  }

  close(): void {
    this.#closing.abort(new Error('the tunnel was closed'));
    const opened = this.#opened;
    this.#opened = undefined;
    // Whoever waits for the session gets its error.
    opened?.session.then(
      (session) => session.destroy(),
      () => undefined,
    );
  }

  #session(ready: ReadyRequest): Promise<ClientHttp2Session> {
    const key = poolHost(ready.route);
    const context = this.#contextNow();
    const current = this.#opened;
    if (current?.key === key && current.context === context) return current.session;
    const opened: Opened = {
      key,
      context,
      session: this.#open(ready, context, () => {
        if (this.#opened === opened) this.#opened = undefined;
      }),
    };
    this.#opened = opened;
    return opened.session;
  }

  async #open(
    { route, head }: ReadyRequest,
    context: SecureContext | undefined,
    onEnd: () => void,
  ): Promise<ClientHttp2Session> {
    try {
      const { host, port } = head.authority;
      const { signal } = this.#closing;
      const socket = await dialRoute(route, { port, forwarded: false }, signal);
      const secured = connectTls({
        socket,
        servername: host,
        ALPNProtocols: ['h2'],
        minVersion: 'TLSv1.2',
        ...(context === undefined ? {} : { secureContext: context }),
      });
      await untilSecure(secured, HANDSHAKE_TIMEOUT_MS, signal);
      if (secured.alpnProtocol !== 'h2') {
        secured.destroy();
        throw Object.assign(new Error('no HTTP/2'), { code: 'ERR_NO_APPLICATION_PROTOCOL' });
      }
      return this.#sessionOver(secured, host, onEnd);
    } catch (error) {
      onEnd();
      throw error;
    }
  }

  #sessionOver(secured: TLSSocket, host: string, onEnd: () => void): ClientHttp2Session {
    const session = connectHttp2(`https://${host}`, {
      createConnection: () => secured,
      maxSessionMemory: SESSION_MEMORY_MIB,
      maxHeaderListPairs: HEADER_COUNT_LIMIT,
      settings: {
        enablePush: false,
        initialWindowSize: STREAM_WINDOW_BYTES,
        maxHeaderListSize: ANSWER_HEAD_LIMIT_BYTES,
      },
    });
    const memory = this.#reserve(COST_BYTES.session, () => session.destroy());
    session.once('close', () => {
      memory.close();
      onEnd();
    });
    // A server that is going away takes no further streams; its present ones go on.
    session.once('goaway', onEnd);
    // The streams have the error, and the session closes.
    session.on('error', () => undefined);
    session.once('connect', () => session.setLocalWindowSize(CONNECTION_WINDOW_BYTES));
    return session;
  }
}

function lengthOf({ bufferedBody }: ReadyRequest, framing: Framing): HeaderList {
  if (bufferedBody !== undefined) return [['content-length', String(byteLength(bufferedBody))]];
  return framing.kind === 'length' ? [['content-length', String(framing.bytes)]] : [];
}

export const { NGHTTP2_CANCEL, NGHTTP2_NO_ERROR, NGHTTP2_ENHANCE_YOUR_CALM, NGHTTP2_INTERNAL_ERROR } =
  constants;
