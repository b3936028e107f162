import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleAgent } from '../contract/agent.fixture.ts';
import type { RecordedCall } from '../contract/api-call.ts';
import { AppFailure } from '../contract/error.ts';
import type { Handlers, StreamHandlers } from '../engine/rpc/handlers.ts';
import { RpcServer } from '../engine/rpc/server.ts';
import { Doors } from '../engine/verification/doors.ts';
import { Emitter } from '../lib/emitter.ts';
import { silentLogger } from '../lib/logger.ts';
import { ManualClock } from '../lib/manual-clock.ts';
import type { Scope } from '../lib/scope.ts';
import { ControlServer } from './control-server.ts';
import { allRoutes } from './http/routes.ts';
import { listenTcp } from './tcp-server.ts';
import { TokenStore } from './tokens.ts';

export interface ApiAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** Input that a program has not read yet. */
class UnreadInput {
  bytes = 0;
  total = 0;
  #isRead = false;
  readonly #waiting: (() => void)[] = [];

  take(bytes: number): Promise<void> {
    this.bytes += bytes;
    this.total += bytes;
    return new Promise((resolve) => {
      const read = () => {
        this.bytes -= bytes;
        resolve();
      };
      if (this.#isRead) read();
      else this.#waiting.push(read);
    });
  }

  /** Reads everything from now on. */
  readAll(): void {
    this.#isRead = true;
    for (const read of this.#waiting.splice(0)) read();
  }
}

/** Opens the HTTP API of a host with one agent, or with other handlers. The host records its calls. */
export async function openApi(scope: Scope, handlers?: Handlers) {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-api-'));
  scope.add(() => rmSync(folder, { recursive: true }));
  const called: string[] = [];
  const agent = sampleAgent({ id: 'a1', name: 'one' });
  const record =
    <T>(name: string, value: T) =>
    () => {
      called.push(name);
      return value;
    };
  const recorded: RecordedCall[] = [];
  const calls = {
    'access.record': (call: RecordedCall) => {
      recorded.push(call);
      return {};
    },
    'engine.state': () => ({ status: 'connected', facts: { runtimes: [] } }),
    'agent.list': () => ({ sequence: 1, agents: [agent] }),
    'agent.start': record('agent.start', {}),
    'agent.create': record('agent.create', { operationId: 'op' }),
    'task.list': () => ({ tasks: [], unreadable: [] }),
    'agent.update': record('agent.update', {}),
    'operation.list': () => [],
    'egress.list': () => ({}),
    'ports.list': () => [],
  };
  const logsEnd = new Emitter<void>();
  let streaming = 0;
  const streams: Partial<StreamHandlers> = {
    /** Text logs end at once, events when the test says so. */
    'logs.follow': ({ follow }, sink) =>
      follow === false
        ? Promise.resolve({})
        : new Promise((resolve) => {
            streaming += 1;
            const end = () => {
              streaming -= 1;
              resolve({});
            };
            logsEnd.on(end);
            sink.signal.addEventListener('abort', end);
          }),
  };
  const resized: string[] = [];
  const unread = new UnreadInput();
  /** A console echoes what is typed, leaves what begins with ~ unread, and ends with status 7 at the letter q. */
  streams['console.open'] = ({ columns, rows, command }, sink) =>
    new Promise((resolve, reject) => {
      let isDetached = false;
      resized.push(`${columns}x${rows} ${command.join(' ')}`.trim());
      sink.onInput((input) => {
        if (input.type === 'detach') {
          isDetached = true;
          resolve({ exitCode: null });
        }
        if (input.type === 'resize') resized.push(`${input.columns}x${input.rows}`);
        if (input.type !== 'data') return undefined;
        const text = Buffer.from(input.bytes).toString();
        if (text === 'q') resolve({ exitCode: 7 });
        else if (text === '!') reject(new AppFailure({ type: 'container-gone', message: 'It is gone.' }));
        else if (text.startsWith('~')) return unread.take(input.bytes.length);
        else sink.push(input.bytes);
        return undefined;
      });
      sink.signal.addEventListener('abort', () => {
        if (!isDetached) called.push('console closed');
        resolve({ exitCode: null });
      });
    });
  const host = new RpcServer({
    handlers: handlers ?? ({ calls, streams } as unknown as Handlers),
    logger: silentLogger,
    checkOutputs: false,
  });
  const clock = new ManualClock();
  const tokens = new TokenStore({ folder: join(folder, 'tokens'), clock });
  const doors = new Doors(undefined);
  const server = new ControlServer({ routes: allRoutes({}), logger: silentLogger, doors });
  server.open({ connect: (port) => host.connect(port), recordCall: (call) => recorded.push(call) });
  scope.add(() => server.close());
  const listener = await listenTcp(server, { host: '127.0.0.1', port: 0 }, tokens);
  scope.add(() => listener.close());
  await new Promise<void>((resolve) => server.http.listen(0, '127.0.0.1', resolve));
  scope.add(() => void server.http.close());
  /** Tests reach the socket's server by a port. */
  const socketPort = (server.http.address() as AddressInfo).port;
  return {
    folder,
    called,
    recorded,
    server,
    doors,
    tokens,
    clock,
    port: listener.port,
    socketPort,
    agent,
    resized,
    unread,
    /** The number of streams that are open. */
    streaming: () => streaming,
    endLogs: () => logsEnd.emit(),
  };
}

/** Sends one request with exactly these headers and `Host`. */
export function ask(
  port: number,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body?: string,
): Promise<ApiAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        method,
        path,
        headers: { host: `localhost:${port}`, ...headers },
        agent: false,
      },
      (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => {
          text += chunk.toString();
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
        answer.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
