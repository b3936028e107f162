import { once } from 'node:events';
import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type IncomingMessage,
  type RequestListener,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';
import { performance } from 'node:perf_hooks';
import type { Duplex } from 'node:stream';
import type { AgentPolicyInput, Decision } from '../../../electron/contract/egress.ts';
import {
  type ControlCommandInput,
  controlCommandSchema,
  type GatewayMessage,
} from '../../../electron/contract/egress-control.ts';
import { classifyAddress } from '../../../electron/gateway/addresses.ts';
import type { UnnumberedDecision } from '../../../electron/gateway/flow.ts';
import { Gateway } from '../../../electron/gateway/gateway.ts';
import type { HostEnvironment } from '../../../electron/gateway/host-environment.ts';

/** The address of the tests' internet: 127.0.0.1 counts as public, and agents' addresses are 127.0.0.2 and up. */
export const INTERNET = '127.0.0.1';
/** A public address without a server. */
export const DEAD = '127.0.0.9';

/** A gateway in this process, whose internet consists of the test's servers on loopback. */
export class TestGateway {
  readonly names = new Map<string, readonly string[]>();
  readonly decisions: Decision[] = [];
  readonly messages: GatewayMessage[] = [];
  readonly gateway: Gateway;
  /** Added to the gateway's monotonic clock. */
  skippedMs = 0;
  lookUps = 0;
  #seq = 0;
  readonly #watchers = new Set<() => void>();

  constructor(clientTimeoutMs = 15_000) {
    const ownAddresses = new Map([2, 3, 4, 5].map((last) => [`127.0.0.${last}`, '255.0.0.0'] as const));
    const environment: HostEnvironment = {
      wallMs: () => Date.now(),
      monotonicMs: () => performance.now() + this.skippedMs,
      resolve: async (host) => {
        this.lookUps += 1;
        const addresses = this.names.get(host);
        if (addresses === undefined) throw new Error('ENOTFOUND');
        return addresses;
      },
      classify: (address) => (address === INTERNET || address === DEAD ? 'public' : classifyAddress(address)),
      ownAddresses: () => ownAddresses,
      proxyPort: 0,
      dnsPort: 0,
      clientTimeoutMs,
    };
    this.gateway = new Gateway(environment, {
      nextSeq: 0,
      record: (record: UnnumberedDecision) => {
        this.decisions.push({ seq: this.decisions.length, ...record });
        this.#notify();
      },
      send: (message) => {
        this.messages.push(message);
        this.#notify();
      },
      replayAfter: () => undefined,
    });
  }

  /** Sends a command as the engine host would, schema included; returns its answer. */
  async command(
    command: Omit<ControlCommandInput, 'seq'> & Record<string, unknown>,
  ): Promise<GatewayMessage> {
    this.#seq += 1;
    const seq = this.#seq;
    await this.gateway.execute(controlCommandSchema.parse({ ...command, seq }));
    const reply = this.messages.find((message) => 'seq' in message && message.seq === seq);
    if (reply === undefined) throw new Error('The gateway did not answer.');
    return reply;
  }

  async setPolicy(policy: Partial<AgentPolicyInput>): Promise<GatewayMessage> {
    const fullPolicy = { agentId: 'one', localAddress: '127.0.0.2', mode: 'allowlist', rules: [], ...policy };
    return await this.command({ type: 'set-policy', now: Date.now(), policy: fullPolicy });
  }

  proxyPort(agentId = 'one'): number {
    const port = this.gateway.portOf(agentId);
    if (port === undefined) throw new Error(`no agent ${agentId}`);
    return port;
  }

  /** Resolves to the first final decision that fits. */
  async decision(fits: (decision: Decision) => boolean): Promise<Decision> {
    return await this.eventually(() => this.decisions.find((decision) => decision.final && fits(decision)));
  }

  async message<T extends GatewayMessage['type']>(type: T): Promise<GatewayMessage & { type: T }> {
    return await this.eventually(() =>
      this.messages.find((message): message is GatewayMessage & { type: T } => message.type === type),
    );
  }

  /** Calls `look` after each message of the gateway; the test's own time-out is the deadline. */
  async eventually<T>(check: () => T | undefined): Promise<T> {
    for (;;) {
      const result = check();
      if (result !== undefined) return result;
      await new Promise<void>((resolve) => {
        const watcher = () => {
          this.#watchers.delete(watcher);
          resolve();
        };
        this.#watchers.add(watcher);
      });
    }
  }

  #notify(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }

  async close(): Promise<void> {
    await this.gateway.close();
  }
}

/** A server on the internet of a test, and how to stop it. */
export interface TestServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on the internet of a test. */
export async function open(server: Server | HttpServer): Promise<TestServer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, INTERNET);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

export const openTcp = (onConnection: (socket: Socket) => void): Promise<TestServer> =>
  open(createTcpServer({ allowHalfOpen: true }, onConnection));
export const openHttp = (listener: RequestListener): Promise<TestServer> => open(createHttpServer(listener));
export const openHttps = (
  pem: { key: string; cert: string },
  listener: RequestListener,
  onUpgrade?: (request: IncomingMessage, socket: Duplex) => void,
): Promise<TestServer> => {
  const server = createHttpsServer(pem, listener);
  if (onUpgrade !== undefined) server.on('upgrade', onUpgrade);
  return open(server);
};

/** A raw connection to an agent's proxy, with the received text. */
export class RawClient {
  readonly socket: Socket;
  received = Buffer.alloc(0);
  closed = false;

  constructor(port: number, host = '127.0.0.2', socket?: Socket) {
    this.socket = socket ?? connect({ host, port, localAddress: INTERNET, allowHalfOpen: true });
    // A refused client is often cut off, and the tests read what it got.
    this.socket.on('error', () => undefined);
    this.socket.on('data', (chunk: Buffer) => {
      this.received = Buffer.concat([this.received, chunk]);
    });
    this.socket.once('close', () => {
      this.closed = true;
    });
  }

  /** A client over an existing connection, such as TLS in a tunnel. */
  static over(socket: Socket): RawClient {
    return new RawClient(0, '', socket);
  }

  get text(): string {
    return this.received.toString('latin1');
  }

  send(text: string | Buffer): void {
    this.socket.write(text);
  }

  /** Resolves once the received text fits, or the connection is closed. */
  async until(fits: (text: string) => boolean): Promise<string> {
    while (!fits(this.text) && !this.closed) {
      await new Promise<void>((resolve) => {
        const done = () => {
          this.socket.removeListener('data', done);
          this.socket.removeListener('close', done);
          resolve();
        };
        this.socket.once('data', done);
        this.socket.once('close', done);
      });
    }
    return this.text;
  }

  async untilClosed(): Promise<string> {
    if (this.socket.readableEnded) this.socket.end();
    else this.socket.once('end', () => this.socket.end());
    return await this.until(() => false);
  }

  close(): void {
    this.socket.destroy();
  }
}

/** Sends raw bytes to the proxy and returns the first answer's text. */
export async function exchange(port: number, request: string | Buffer, host?: string): Promise<string> {
  const client = new RawClient(port, host);
  client.send(request);
  const text = await client.until((received) => isWholeAnswer(received));
  client.close();
  return text;
}

function isWholeAnswer(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return false;
  const length = /^content-length: (\d+)/im.exec(text.slice(0, end))?.[1];
  return length === undefined
    ? text.endsWith('0\r\n\r\n') || / 200 Conn/.test(text)
    : text.length >= end + 4 + Number(length);
}
