import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** Hooks at a changing request: before the engine gets it, and before the client gets the answer. */
export interface EngineStepHook {
  /** Resolves to whether the engine gets the request. */
  before?(step: string): Promise<boolean>;
  /** Resolves to whether the client gets the answer. */
  after?(step: string): Promise<boolean>;
}

/** The requests whose work begins with a file: commands, signals and pauses need none. */
const WRITES =
  /^(DELETE|PUT) |^POST \/(build|commit|images|volumes|networks|containers\/(create|[^/]+\/(start|rename|update)))/;
const READ_ONLY = 'open /var/lib/docker/tmp/x: read-only file system';

/** A proxy in front of the engine that observes every request, and can disconnect a client or delay answers. */
export class EngineProxy {
  readonly path: string;
  readonly #enginePath: string;
  readonly #sockets = new Set<Socket>();
  readonly #seen = new Map<string, number>();
  #server: Server | undefined;
  #hook: EngineStepHook | undefined;
  /** Delay of each answer. */
  delayMs = 0;
  /** The engine's disk can only be read: what would write on it fails. */
  isReadOnly = false;

  constructor(path: string, enginePath: string) {
    this.path = path;
    this.#enginePath = enginePath;
  }

  async open(): Promise<void> {
    const server = createServer(
      (incoming, answer) => void this.#forward(incoming, answer).catch(() => answer.destroy()),
    );
    server.on(
      'upgrade',
      (incoming, socket, head) => void this.#hijack(incoming, socket, head).catch(() => socket.destroy()),
    );
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    // The engine has no timeouts either: answers such as events never end, and idle connections stay open.
    server.requestTimeout = 0;
    server.keepAliveTimeout = 0;
    server.listen(this.path);
    await once(server, 'listening');
    this.#server = server;
  }

  async close(): Promise<void> {
    const closed = this.#server && once(this.#server, 'close');
    this.#server?.close();
    this.cut();
    await closed;
    await rm(this.path, { force: true });
  }

  /** Closes all connections, as an ending engine does. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Calls `hook` for every changing request from now on. */
  watch(hook: EngineStepHook | undefined): void {
    this.#seen.clear();
    this.#hook = hook;
  }

  /** Returns a name of the request that is equal in each run of an operation; undefined if it changes nothing. */
  #stepOf({ method = '', url = '' }: IncomingMessage): string | undefined {
    if (method === 'GET' || method === 'HEAD') return undefined;
    const { pathname, searchParams } = new URL(url, 'http://engine');
    const name = searchParams.get('name') ?? searchParams.get('t') ?? searchParams.get('repo');
    const target = `${pathname.replace(/^\/v[\d.]+/, '')}${name ? ` ${name}` : ''}`;
    const step = `${method} ${target.replace(/(bulkhead-(?:probe|owner|toolbox|canary)-).*/, '$1*').replace(/[0-9a-f]{8,}|\d{9,}/g, '*')}`;
    if (/\/(resize|attach|wait)$/.test(pathname)) return undefined;
    const count = (this.#seen.get(step) ?? 0) + 1;
    this.#seen.set(step, count);
    return count === 1 ? step : `${step} #${count}`;
  }

  async #mayPass(side: 'before' | 'after', step: string | undefined): Promise<boolean> {
    const hook = this.#hook?.[side];
    if (step !== undefined && hook && !(await hook(step))) return false;
    if (side === 'after' && this.delayMs > 0)
      await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    return true;
  }

  async #forward(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const step = this.#stepOf(incoming);
    if (!(await this.#mayPass('before', step))) return void answer.destroy();
    if (this.isReadOnly && step !== undefined && WRITES.test(step)) {
      incoming.resume();
      answer.writeHead(500, { 'Content-Type': 'application/json' });
      return void answer.end(JSON.stringify({ message: READ_ONLY }));
    }
    const { method, url, headers } = incoming;
    const outgoing = request({ socketPath: this.#enginePath, method, path: url, headers, agent: false });
    answer.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    outgoing.on('error', () => answer.destroy());
    response.on('error', () => answer.destroy());
    // The engine has done its work only when a report ends, so the end of an answer is held back until then.
    const isReport = step !== undefined && /^POST \/(build|images)/.test(step);
    const begin = () => {
      answer.writeHead(response.statusCode ?? 500, response.headers);
      answer.flushHeaders();
    };
    if (isReport) begin();
    const end = step === undefined ? undefined : await endOf(response, isReport ? answer : undefined);
    if (!(await this.#mayPass('after', step))) return void answer.destroy();
    if (!isReport) begin();
    if (end) answer.end(end);
    else response.pipe(answer);
  }

  /** Relays an upgraded connection as bytes after the headers of both sides. */
  async #hijack(incoming: IncomingMessage, client: Duplex, head: Buffer): Promise<void> {
    const step = this.#stepOf(incoming);
    if (!(await this.#mayPass('before', step))) return void client.destroy();
    const engine = connect({ path: this.#enginePath, allowHalfOpen: true });
    client.on('error', () => engine.destroy());
    engine.on('error', () => client.destroy());
    client.on('close', () => engine.destroy());
    const lines = [`${incoming.method} ${incoming.url} HTTP/1.1`];
    for (let at = 0; at < incoming.rawHeaders.length; at += 2)
      lines.push(`${incoming.rawHeaders[at]}: ${incoming.rawHeaders[at + 1]}`);
    engine.write(`${lines.join('\r\n')}\r\n\r\n`);
    engine.write(head);
    client.pipe(engine);
    const [first] = (await once(engine, 'data')) as [Buffer];
    engine.pause();
    if (!(await this.#mayPass('after', step))) return void client.destroy();
    client.write(first);
    engine.pipe(client);
    engine.on('close', () => client.destroy());
  }
}

/** Reads an answer to its end. Resolves to what was not passed on: everything, or the last chunk. */
async function endOf(response: IncomingMessage, passTo: ServerResponse | undefined): Promise<Buffer> {
  let held = Buffer.alloc(0);
  for await (const chunk of response) {
    if (!passTo) held = Buffer.concat([held, chunk]);
    else {
      passTo.write(held);
      held = chunk;
    }
  }
  return held;
}
