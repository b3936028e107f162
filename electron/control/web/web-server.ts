import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { RPC_PATH } from '../../contract/rpc-protocol.ts';
import { KEY_PROTOCOL_PREFIX, WEB_PATHS } from '../../contract/web.ts';
import { type Clock, systemClock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { ControlTarget } from '../control-server.ts';
import { sendProblem } from '../http/http-door.ts';
import { HttpRefusal, problemOfThrown } from '../http/problem.ts';
import { RateLimit } from '../http/rate-limit.ts';
import { RpcDoor } from '../rpc-door.ts';
import { guardBrowser, type WebNames } from './browser-guard.ts';
import { readCookies } from './session-cookie.ts';
import { answerWebRequest, type WebAnswerOptions } from './web-answer.ts';
import type { WebSession } from './web-sessions.ts';
import { serveWebShell, type WebShellOptions } from './web-shell.ts';

/** As of the control server. A browser opens few connections, and a page loads in some fifty requests. */
const HEADERS_WITHIN_MS = 10_000;
const REQUEST_WITHIN_MS = 30_000;
const MAXIMUM_CONNECTIONS = 512;
const MAXIMUM_HEADER_BYTES = 16 * 1024;

export interface WebServerOptions extends Omit<WebAnswerOptions, 'secure'> {
  host: Pick<ControlTarget, 'connect'>;
  shell: WebShellOptions;
  /** Certificate and key as PEM; absent: plain HTTP, for the loopback. */
  tls?: { cert: string; key: string } | undefined;
  /** Values of `Host` that the server answers to, in lower case. */
  hosts(): readonly string[];
  logger: Logger;
  clock?: Clock;
}

/** The server for browsers: the files of the page, the sign-in, and two WebSockets for the window. */
export class WebServer {
  readonly http: Server;
  readonly #options: WebServerOptions;
  readonly #door: RpcDoor;
  readonly #limit: RateLimit;

  constructor(options: WebServerOptions) {
    this.#options = options;
    const clock = options.clock ?? systemClock;
    this.#limit = new RateLimit(clock);
    this.#door = new RpcDoor(clock);
    const limits = {
      headersTimeout: HEADERS_WITHIN_MS,
      requestTimeout: REQUEST_WITHIN_MS,
      maxHeaderSize: MAXIMUM_HEADER_BYTES,
      connectionsCheckingInterval: 1_000,
    };
    const serve = (request: IncomingMessage, response: ServerResponse) => void this.#serve(request, response);
    this.http = options.tls
      ? createTlsServer({ ...limits, ...options.tls, minVersion: 'TLSv1.2' }, serve)
      : createServer(limits, serve);
    this.http.maxConnections = MAXIMUM_CONNECTIONS;
    this.http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Cuts all connections and stops listening. */
  async close(): Promise<void> {
    this.#door.dispose();
    await new Promise<void>((resolve) => {
      this.http.close(() => resolve());
      this.http.closeAllConnections();
    });
  }

  get #names(): WebNames {
    return { secure: this.#options.tls !== undefined, hosts: this.#options.hosts() };
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const { path, session } = this.#admit(request, false);
      const secure = this.#names.secure;
      await answerWebRequest({ request, response, path, session }, { ...this.#options, secure });
    } catch (error) {
      const problem = problemOfThrown(error);
      if (problem.status === 500) this.#options.logger.error('request failed', { error });
      if (response.destroyed) return;
      // The headers are sent, so only a broken connection can report the error.
      if (response.headersSent) response.destroy();
      else sendProblem(response, problem, error instanceof HttpRefusal ? error.headers : {});
      request.resume();
    }
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    try {
      const { path, session } = this.#admit(request, true);
      if (path !== RPC_PATH && path !== WEB_PATHS.shell) {
        throw new HttpRefusal(404, 'There is nothing at this path.');
      }
      if (!session || !hasKey(request, session)) throw new HttpRefusal(401, 'Sign in first.');
      session.assertRoom();
      this.#door.upgrade(request, socket, head, (port) => {
        session.admit(port);
        if (path === RPC_PATH) this.#options.host.connect(port);
        else serveWebShell(port, session, this.#options.shell);
      });
    } catch (error) {
      refuse(socket, problemOfThrown(error).status);
    }
  }

  /** Throws an `HttpRefusal` unless the request may come from the page of this server. */
  #admit(request: IncomingMessage, isUpgrade: boolean): { path: string; session: WebSession | undefined } {
    const { method = '', headers } = request;
    const [path = ''] = (request.url ?? '').split('?');
    guardBrowser({ method, path, headers, isUpgrade }, this.#names);
    const session = this.#options.sessions.find(readCookies(headers.cookie, this.#names.secure));
    this.#limit.take(session?.id ?? 'unknown');
    return { path, session };
  }
}

/**
 * A cookie alone opens no connection: browsers send it to every port of the host. The key stays with the page's origin,
 * which includes the port.
 */
function hasKey({ headers }: IncomingMessage, session: WebSession): boolean {
  const protocols = (headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim());
  const key = protocols.find((protocol) => protocol.startsWith(KEY_PROTOCOL_PREFIX));
  return key !== undefined && session.isKey(key.slice(KEY_PROTOCOL_PREFIX.length));
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
