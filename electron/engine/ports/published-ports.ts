import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Agent } from '../../contract/agent.ts';
import { AppFailure } from '../../contract/error.ts';
import type { PortMapping, PublishedPort } from '../../contract/ports.ts';
import type { Clock } from '../../lib/clock.ts';
import { duplexPair } from '../../lib/duplex-pair.ts';
import { Emitter } from '../../lib/emitter.ts';
import type { Logger } from '../../lib/logger.ts';
import { RelayRefused } from '../../lib/relay/link.ts';
import type { RelayTarget } from '../../lib/relay/target.ts';
import { SerialQueue } from '../../lib/serial-queue.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { VolumeLabelStore } from '../records/volume-label-store.ts';
import { endIfHttp, readFirstBytes } from './first-bytes.ts';
import { pageHost } from './page-policy.ts';
import { PageProxy } from './page-proxy.ts';
import { portHolder } from './port-holder.ts';
import { type Outcome, PortListener } from './port-listener.ts';

/** Interval of retries for a port in use. */
const RETRY_MS = 5_000;

interface Options {
  directory: AgentDirectory;
  records: Pick<VolumeLabelStore<PortMapping[]>, 'all' | 'remember'>;
  relay: { connect(target: RelayTarget, stream: Duplex): Promise<void> };
  /** Joins a stream to a port of a container's own loopback. Rejects with `RelayRefused`; the stream is then untouched. */
  connectInside(containerId: string, port: number, stream: Duplex): Promise<void>;
  /** The agent's address and the gateway's address on its network; undefined when the agent has no network of ours. */
  addressesOf(agentId: string): Promise<Omit<RelayTarget, 'port'> | undefined>;
  clock: Clock;
  logger: Logger;
}

/**
 * Publishes agents' ports on this machine's loopback while the app runs. An agent's network has no route to this
 * machine, so the app listens here and carries each connection to the agent through the gateway's container. This is
 * separate from egress: it works in every mode, and only towards the agent.
 */
export class PublishedPorts {
  readonly #changed = new Emitter<{ agentId: string; ports: PublishedPort[] }>();
  readonly #listeners = new Map<string, PortListener[]>();
  readonly #options: Options;
  /** Serialises changes: each waits for the previous one. */
  readonly #queue = new SerialQueue();
  #cancelRetry: (() => void) | undefined;
  #disposed = false;

  constructor(options: Options) {
    this.#options = options;
  }

  onChange(listener: (change: { agentId: string; ports: PublishedPort[] }) => void): () => void {
    return this.#changed.on(listener);
  }

  list(agentId: string): PublishedPort[] {
    return (this.#listeners.get(agentId) ?? []).map((listener) => listener.state);
  }

  /** Publishes exactly these ports. Rejects with `conflict` when one is unavailable; then nothing has changed. */
  set(agentId: string, ports: readonly PortMapping[]): Promise<PublishedPort[]> {
    return this.#queue.run(async () => {
      this.#options.directory.get(agentId);
      const before = this.#listeners.get(agentId) ?? [];
      const remaining = before.filter((listener) => ports.some((port) => listener.fits(port)));
      const added = ports
        .filter((port) => !remaining.some((listener) => listener.fits(port)))
        .map((port) => this.#listener(agentId, port));
      try {
        for (const listener of added) {
          await listener.open();
          listener.check();
        }
        await this.#options.records.remember(agentId, [...ports], this.#options.clock.now());
      } catch (error) {
        for (const listener of added) listener.close();
        throw error;
      }
      for (const listener of before) if (!remaining.includes(listener)) listener.close();
      for (const listener of remaining) {
        const port = ports.find((each) => listener.fits(each));
        if (port) listener.adopt(port);
      }
      this.#listeners.set(agentId, inOrder([...remaining, ...added], ports));
      this.#tell(agentId);
      return this.list(agentId);
    });
  }

  /** Call after a (re)connect: publishes the ports of every existing agent, and unpublishes all others. */
  resync(): Promise<void> {
    return this.#queue.run(async () => {
      const { agents } = this.#options.directory.list();
      const switched = await this.#options.records.all();
      const present = new Set(agents.map(({ id }) => id));
      for (const agentId of [...this.#listeners.keys()]) if (!present.has(agentId)) this.#forget(agentId);
      for (const agent of agents) await this.#publish(agent, switched.get(agent.id));
    });
  }

  /** Publishes the ports in new agents' specs, and unpublishes those of removed agents. */
  follow(upserted: readonly Agent[], removed: readonly string[]): Promise<void> {
    return this.#queue.run(async () => {
      for (const agent of upserted) if (!this.#listeners.has(agent.id)) await this.#publish(agent, undefined);
      for (const agentId of removed) this.#forget(agentId);
    });
  }

  dispose(): void {
    this.#disposed = true;
    this.#cancelRetry?.();
    for (const agentId of [...this.#listeners.keys()]) this.#forget(agentId);
  }

  async #publish(agent: Agent, switched: readonly PortMapping[] | undefined): Promise<void> {
    const ports = switched ?? agent.spec?.ports ?? [];
    const before = this.#listeners.get(agent.id) ?? [];
    const listeners = ports.map(
      (port) => before.find((listener) => listener.fits(port)) ?? this.#listener(agent.id, port),
    );
    for (const listener of before) if (!listeners.includes(listener)) listener.close();
    this.#listeners.set(agent.id, listeners);
    for (const listener of listeners) await listener.open();
  }

  #listener(agentId: string, mapping: PortMapping): PortListener {
    const listener: PortListener = new PortListener({
      mapping,
      host: () => pageHost(this.#options.directory.get(agentId).name, agentId),
      serve: (socket) => this.#serve(agentId, listener, pages, socket),
      holder: (port) => this.#holder(port),
      onChange: () => {
        if (!this.#listeners.get(agentId)?.includes(listener)) return;
        this.#tell(agentId);
        if (listener.state.boundPort === null) this.#retryLater();
      },
    });
    const pages = new PageProxy({
      connect: () => this.#open(agentId, mapping.containerPort),
      address: () => listener.address,
      isLifted: () => listener.mapping.pagesMayLeave === true,
    });
    return listener;
  }

  async #holder(port: number): Promise<string | undefined> {
    for (const [agentId, listeners] of this.#listeners) {
      if (!listeners.some((listener) => listener.state.boundPort === port)) continue;
      const agent = this.#options.directory.list().agents.find(({ id }) => id === agentId);
      return `the agent ${agent?.name ?? agentId}`;
    }
    return await portHolder(port);
  }

  async #serve(agentId: string, listener: PortListener, pages: PageProxy, socket: Socket): Promise<Outcome> {
    const { directory, clock, logger } = this.#options;
    const port = listener.mapping.containerPort;
    const startedAt = clock.monotonic();
    try {
      if (directory.get(agentId).status !== 'running') return 'not-running';
      const { protocol, whole } = await readFirstBytes(socket, clock);
      if (protocol === 'http') pages.accept(socket, await this.#open(agentId, port));
      else if (whole) {
        const stream = await this.#open(agentId, port);
        stream.on('error', () => socket.destroy());
        stream.pipe(socket);
        stream.end(whole);
      } else {
        if (protocol === 'silent') endIfHttp(socket);
        await this.#join(agentId, port, socket);
      }
      logger.info('port connection opened', { agentId, port, protocol });
      socket.once('close', () => {
        const { bytesRead, bytesWritten } = socket;
        const ms = clock.monotonic() - startedAt;
        logger.info('port connection ended', { agentId, port, up: bytesRead, down: bytesWritten, ms });
      });
      return 'connected';
    } catch (error) {
      logger.info('port connection refused', { agentId, port, error });
      return outcomeOf(error);
    }
  }

  /** Opens a connection to a port of the agent. */
  async #open(agentId: string, port: number): Promise<Duplex> {
    const [near, far] = duplexPair();
    await this.#join(agentId, port, far);
    return near;
  }

  async #join(agentId: string, port: number, stream: Duplex): Promise<void> {
    const addresses = await this.#options.addressesOf(agentId);
    if (!addresses)
      throw new AppFailure({ type: 'gateway-down', message: 'The agent has no network of ours.' });
    try {
      await this.#options.relay.connect({ ...addresses, port }, stream);
    } catch (error) {
      if (!(error instanceof RelayRefused && error.message === 'ECONNREFUSED')) throw error;
      // A login's callback and many development servers listen on the agent's own localhost alone.
      const { containerId } = this.#options.directory.get(agentId);
      await this.#options.connectInside(containerId, port, stream);
    }
  }

  #forget(agentId: string): void {
    for (const listener of this.#listeners.get(agentId) ?? []) listener.close();
    this.#listeners.delete(agentId);
  }

  #tell(agentId: string): void {
    this.#changed.emit({ agentId, ports: this.list(agentId) });
  }

  #retryLater(): void {
    if (this.#disposed || this.#cancelRetry) return;
    this.#cancelRetry = this.#options.clock.after(RETRY_MS, () => {
      this.#cancelRetry = undefined;
      void this.#queue.run(async () => {
        for (const listeners of [...this.#listeners.values()])
          for (const listener of listeners) await listener.open();
      });
    });
  }
}

function inOrder(listeners: readonly PortListener[], ports: readonly PortMapping[]): PortListener[] {
  return ports.flatMap((port) => listeners.find((listener) => listener.fits(port)) ?? []);
}

function outcomeOf(error: unknown): Outcome {
  if (error instanceof RelayRefused && /^(ECONNREFUSED|ETIMEDOUT|EHOST|given-up$)/.test(error.message))
    return 'not-listening';
  return error instanceof AppFailure && error.error.type === 'not-found' ? 'not-running' : 'gateway-down';
}
