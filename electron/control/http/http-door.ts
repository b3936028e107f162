import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RpcClient } from '../../client/rpc-client.ts';
import type { RecordedCall } from '../../contract/api-call.ts';
import { type Clock, systemClock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { permits } from '../scope.ts';
import { readJson } from './body.ts';
import { ConditionalRequests } from './etag.ts';
import { openEventStream, writeTo } from './event-stream.ts';
import { type AllowedHosts, guard } from './guard.ts';
import { IdempotencyKeys } from './idempotency.ts';
import { parseBody, parseQuery } from './parse.ts';
import { HttpRefusal, type Problem, problemOfThrown } from './problem.ts';
import { RateLimit } from './rate-limit.ts';
import type { Answer, Caller, Route, RouteRequest, WebSocketRoute } from './route.ts';
import { Router } from './router.ts';
import { SeenCall } from './seen-call.ts';
import { sendResponse } from './send-response.ts';
import { type Upgrade, WebSocketDoor } from './web-socket-door.ts';

/** How requests arrive: over the socket, or over TCP with a token. */
export interface Entrance {
  hosts: AllowedHosts;
  /** Throws an `HttpRefusal` (401) for an unknown caller. */
  identify(request: IncomingMessage): Caller | Promise<Caller>;
}

export interface HttpDoorOptions {
  client: RpcClient;
  routes: readonly Route[];
  logger: Logger;
  clock?: Clock;
  /** Records a call that may change something or reads what an agent wrote, or that was refused. */
  record(call: RecordedCall): void;
}

/** Serves the routes of the HTTP API. Each refusal is a problem document, whatever its cause. */
export class HttpDoor {
  readonly #options: HttpDoorOptions;
  readonly #router: Router;
  readonly #keys: IdempotencyKeys;
  readonly #conditional = new ConditionalRequests();
  readonly #limit: RateLimit;
  readonly #webSockets: WebSocketDoor;

  constructor(options: HttpDoorOptions) {
    const clock = options.clock ?? systemClock;
    this.#options = options;
    this.#router = new Router(options.routes);
    this.#keys = new IdempotencyKeys(clock);
    this.#limit = new RateLimit(clock);
    this.#webSockets = new WebSocketDoor(clock);
  }

  async serve(request: IncomingMessage, response: ServerResponse, entrance: Entrance): Promise<void> {
    const closing = new AbortController();
    response.on('close', () => closing.abort(new Error('the client has gone')));
    const seen = new SeenCall(request, (call) => this.#options.record(call));
    try {
      const { match, parsed } = await this.#admit(request, entrance, seen);
      const { route } = match;
      if (route.kind === 'websocket')
        throw new HttpRefusal(426, 'Use a WebSocket here.', { upgrade: 'websocket', connection: 'close' });
      const raw = await readJson(request);
      const body = route.body ? parseBody(route.body, raw) : refuseBody(raw);
      const opened = () => seen.recordOnce(response.statusCode);
      await this.#run(route, response, { ...parsed, body, signal: closing.signal }, opened);
    } catch (error) {
      this.#fail(request, response, error);
    }
    seen.recordOnce(statusOf(response));
  }

  /** Serves a request that asks for a WebSocket. */
  async upgrade(upgrade: Upgrade, entrance: Entrance): Promise<void> {
    const seen = new SeenCall(upgrade.request, (call) => this.#options.record(call));
    try {
      const { match, parsed } = await this.#admit(upgrade.request, entrance, seen);
      const { route } = match;
      if (route.kind !== 'websocket') throw new HttpRefusal(400, 'This does not take a WebSocket.');
      const opened = () => seen.recordOnce(route.status);
      await this.#webSockets.serve(route, { ...parsed, body: undefined }, upgrade, opened);
    } catch (error) {
      const problem = problemOfThrown(error);
      seen.recordOnce(problem.status);
      refuseUpgrade(upgrade.socket, problem, error instanceof HttpRefusal ? error.headers : {});
    }
  }

  /** Closes every WebSocket. */
  dispose(): void {
    this.#webSockets.dispose();
  }

  async #admit(request: IncomingMessage, entrance: Entrance, seen: SeenCall) {
    const { headers, url = '' } = request;
    const { method } = seen;
    const [path = '', search = ''] = splitUrl(url);
    guard({ method, headers }, entrance.hosts);
    const caller = await entrance.identify(request);
    seen.caller = caller.name;
    this.#limit.take(caller.name);
    const match = this.#router.match(method, path);
    seen.match = match;
    const { route, params } = match;
    admit(caller, route);
    const query = parseQuery(route.query, new URLSearchParams(search));
    return { match, parsed: { client: this.#options.client, caller, params, query, headers } };
  }

  /** `opened` is called once a stream has begun, because it may last for days. */
  async #run(
    route: Exclude<Route, WebSocketRoute>,
    response: ServerResponse,
    request: RouteRequest,
    opened: () => void,
  ): Promise<void> {
    switch (route.kind) {
      case 'json': {
        const key = request.headers['idempotency-key'];
        const answer =
          typeof key === 'string' && route.method === 'POST'
            ? await this.#keys.once(
                { caller: request.caller.name, route: route.id, value: key },
                [request.params, request.body],
                () => this.#conditional.run(route, request),
              )
            : await this.#conditional.run(route, request);
        sendJson(response, route, answer);
        return;
      }
      case 'events': {
        // The stream opens only after the route has started: an earlier refusal is an ordinary answer.
        let sink: ReturnType<typeof openEventStream> | undefined;
        const open = () => {
          sink ??= openEventStream(response);
          opened();
          return sink;
        };
        const opening = setImmediate(open);
        try {
          await route.run(request, { send: async (...event) => await open().send(...event) });
        } finally {
          clearImmediate(opening);
        }
        open().end();
        return;
      }
      case 'text': {
        const writeHeadOnce = () => {
          if (response.headersSent) return;
          response.writeHead(route.status, textHeaders(route.contentType));
          opened();
        };
        await route.run(request, {
          write: async (text) => {
            writeHeadOnce();
            await writeTo(response, text);
          },
        });
        writeHeadOnce();
        response.end();
        return;
      }
      case 'response':
        await sendResponse(response, await route.run(request), opened);
    }
  }

  #fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const problem = problemOfThrown(error);
    if (problem.status === 500) this.#options.logger.error('request failed', { path: request.url, error });
    if (response.destroyed) return;
    // The headers are sent, so only a broken connection can report the error.
    if (response.headersSent) {
      response.destroy();
      return;
    }
    sendProblem(response, problem, error instanceof HttpRefusal ? error.headers : {});
    request.resume();
  }
}

/** A client that went away before its answer has the status 499, as other servers record it. */
function statusOf(response: ServerResponse): number {
  return response.destroyed && !response.headersSent ? 499 : response.statusCode;
}

function admit(caller: Caller, route: Route): void {
  if (caller.scope === 'person') return;
  if (route.scope === 'person')
    throw new HttpRefusal(403, 'This is for the person at the machine: use the socket.');
  if (!permits(caller.scope, route.scope))
    throw new HttpRefusal(403, `This needs a token with the scope “${route.scope}”.`);
}

function refuseBody(body: unknown): undefined {
  const isEmpty = typeof body === 'object' && body !== null && Object.keys(body).length === 0;
  if (body !== undefined && !isEmpty) throw new HttpRefusal(400, 'This takes no body.');
  return undefined;
}

function sendJson(response: ServerResponse, route: Route, { status, headers, body }: Answer): void {
  const text = body === undefined ? undefined : `${JSON.stringify(body)}\n`;
  response.writeHead(status ?? route.status, {
    ...(text === undefined ? {} : jsonHeaders('application/json', text)),
    ...headers,
  });
  response.end(text);
}

export function sendProblem(
  response: ServerResponse,
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = `${JSON.stringify(problem)}\n`;
  response.writeHead(problem.status, { ...jsonHeaders('application/problem+json', text), ...headers });
  response.end(text);
}

/** Answers a request for a WebSocket as any other request is answered. */
export function refuseUpgrade(
  socket: Duplex,
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = `${JSON.stringify(problem)}\n`;
  const all = { ...jsonHeaders('application/problem+json', text), ...headers, connection: 'close' };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const { status } = problem;
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${text}`);
}

function jsonHeaders(type: string, text: string): Record<string, string> {
  return { ...textHeaders(type), 'content-length': String(Buffer.byteLength(text)) };
}

function textHeaders(type: string): Record<string, string> {
  return { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
}

function splitUrl(url: string): [string, string] {
  const mark = url.indexOf('?');
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}
