import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { printable } from '../../lib/printable.ts';
import { confineHeaders, judgeHost, leavesPage, type PageAddress } from './page-policy.ts';

export interface PageProxyOptions {
  /** Opens a connection to the agent's port. */
  connect(): Promise<Duplex>;
  /** Undefined while the port does not listen. */
  address(): PageAddress | undefined;
  /** Whether the person lifted the confinement: pages may then load from, and send to, other addresses. */
  isLifted(): boolean;
}

/**
 * Proxies HTTP for a published port, so that a page of an agent without internet cannot make the person's browser send
 * data for it: the proxy checks hosts, and adds a policy that confines a page to its own address.
 */
export class PageProxy {
  readonly #options: PageProxyOptions;
  readonly #server: Server;
  /** Connections to the agent that no request uses yet. */
  readonly #spare = new Set<Duplex>();

  constructor(options: PageProxyOptions) {
    this.#options = options;
    this.#server = createServer({ insecureHTTPParser: false }, (incoming, response) =>
      this.#serve(incoming, response),
    );
    this.#server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.#upgrade(incoming, socket, head),
    );
    this.#server.on('clientError', (_error, socket) => socket.destroy());
    // A client that ended its half still expects the answer (`printf … | nc`).
    Object.assign(this.#server, { httpAllowHalfOpen: true });
    // No timeout, because the person may run large uploads and long polls.
    this.#server.requestTimeout = 0;
  }

  /** Takes over a client's connection; `first` is the connection to the agent for its first request. */
  accept(socket: Socket, first: Duplex): void {
    this.#spare.add(first);
    first.once('close', () => this.#spare.delete(first));
    socket.once('close', () => {
      if (this.#spare.delete(first)) first.destroy();
    });
    this.#server.emit('connection', socket);
    socket.resume();
  }

  #serve(incoming: IncomingMessage, response: ServerResponse): void {
    const address = this.#options.address();
    if (!address) {
      response.destroy();
      return;
    }
    const verdict = judgeHost(incoming.headers, address);
    if (verdict === 'refuse') {
      answer(response, 421, `This port is at http://${address.host}:${address.port}/.\n`);
      return;
    }
    const url = `http://${address.host}:${address.port}${incoming.url ?? '/'}`;
    if (verdict === 'redirect') {
      response.writeHead(307, { Location: url, 'Content-Length': 0 });
      response.end();
      return;
    }
    this.#answerFrom(incoming, response, address);
  }

  #answerFrom(incoming: IncomingMessage, response: ServerResponse, address: PageAddress): void {
    const outgoing = this.#forward(incoming);
    incoming.pipe(outgoing);
    response.once('close', () => outgoing.destroy());
    outgoing.once('error', () => {
      if (response.headersSent) response.destroy();
      else answer(response, 502, 'The program in the agent ended the connection.\n');
    });
    outgoing.once('response', (upstream) => {
      const { location } = upstream.headers;
      if (!this.#options.isLifted() && location !== undefined && leavesPage(location, address)) {
        upstream.resume();
        return answer(
          response,
          403,
          `Bulkhead keeps this page to itself. It leads to ${printable(location.slice(0, 200))}\n`,
        );
      }
      response.writeHead(
        upstream.statusCode ?? 502,
        upstream.statusMessage,
        this.#headers(upstream, address),
      );
      upstream.pipe(response);
      upstream.once('error', () => response.destroy());
    });
  }

  #upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    const address = this.#options.address();
    socket.on('error', () => socket.destroy());
    if (!address || judgeHost(incoming.headers, address) !== 'serve') {
      socket.destroy();
      return;
    }
    const outgoing = this.#forward(incoming);
    outgoing.once('error', () => socket.destroy());
    outgoing.once('response', () => socket.destroy());
    outgoing.once('upgrade', (upstream, agent, first) => {
      const { rawHeaders } = upstream;
      const lines = rawHeaders.flatMap((name, at) =>
        at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1]}`] : [],
      );
      socket.write(`HTTP/1.1 101 ${upstream.statusMessage}\r\n${lines.join('\r\n')}\r\n\r\n`);
      agent.on('error', () => socket.destroy());
      agent.once('close', () => socket.destroy());
      socket.once('close', () => agent.destroy());
      if (first.length > 0) socket.write(first);
      if (head.length > 0) agent.write(head);
      agent.pipe(socket).pipe(agent);
    });
    outgoing.end();
  }

  #forward(incoming: IncomingMessage) {
    return request({
      method: incoming.method,
      path: incoming.url,
      headers: incoming.rawHeaders,
      agent: new OneConnection(() => this.#connect()),
      setHost: false,
    });
  }

  async #connect(): Promise<Duplex> {
    const [spare] = this.#spare;
    if (!spare) return await this.#options.connect();
    this.#spare.delete(spare);
    return spare;
  }

  #headers(upstream: IncomingMessage, address: PageAddress): string[] {
    return this.#options.isLifted() ? upstream.rawHeaders : confineHeaders(upstream.rawHeaders, address);
  }
}

/** Gives each request its own connection: the relay makes them cheap, and none is reused in an unknown state. */
class OneConnection extends Agent {
  readonly #open: () => Promise<Duplex>;

  constructor(open: () => Promise<Duplex>) {
    super({ keepAlive: false });
    this.#open = open;
  }

  override createConnection(
    _options: object,
    created?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    this.#open().then(
      (stream) => created?.(null, stream),
      (error: Error) => created?.(error, undefined as never),
    );
  }
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' });
  response.end(text);
}
