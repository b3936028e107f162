import type { Socket } from 'node:net';
import type { Agent } from '../../contract/agent.ts';
import { AppFailure } from '../../contract/error.ts';
import type { PortMapping, PublishedPort } from '../../contract/ports.ts';
import type { Clock } from '../../lib/clock.ts';
import { Emitter } from '../../lib/emitter.ts';
import type { Logger } from '../../lib/logger.ts';
import { RelayRefused } from '../../lib/relay/link.ts';
import type { RelayTarget } from '../../lib/relay/target.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { VolumeLabelStore } from '../records/volume-label-store.ts';
import { portHolder } from './port-holder.ts';
import { type Outcome, PortListener } from './port-listener.ts';

/** How often a port that is taken is tried again. */
const RETRY_MS = 5_000;

interface Options {
  directory: AgentDirectory;
  records: Pick<VolumeLabelStore<PortMapping[]>, 'all' | 'remember'>;
  relay: { connect(target: RelayTarget, socket: Socket): Promise<void> };
  /** An agent's address and the gateway's on its network; undefined when it has no network of ours. */
  addressesOf(agentId: string): Promise<Omit<RelayTarget, 'port'> | undefined>;
  clock: Clock;
  logger: Logger;
}

/**
 * Publishes agents' ports on this machine's loopback while the app runs. An agent's network has no route to this
 * machine, so the app listens here and carries each connection to the agent through the gateway's container. That is
 * apart from egress: it works in every mode, and only towards the agent.
 */
export class PublishedPorts {
  readonly #changed = new Emitter<{ agentId: string; ports: PublishedPort[] }>();
  readonly #doors = new Map<string, PortListener[]>();
  readonly #options: Options;
  /** Changes happen one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #cancelRetry: (() => void) | undefined;
  #disposed = false;

  constructor(options: Options) {
    this.#options = options;
  }

  onChange(listener: (change: { agentId: string; ports: PublishedPort[] }) => void): () => void {
    return this.#changed.on(listener);
  }

  list(agentId: string): PublishedPort[] {
    return (this.#doors.get(agentId) ?? []).map((door) => door.state);
  }

  /** Publishes exactly these. Rejects with `conflict` when one cannot be had; then nothing has changed. */
  set(agentId: string, ports: readonly PortMapping[]): Promise<PublishedPort[]> {
    return this.#serialize(async () => {
      this.#options.directory.get(agentId);
      const before = this.#doors.get(agentId) ?? [];
      const kept = before.filter((door) => ports.some((port) => door.fits(port)));
      const added = ports
        .filter((port) => !kept.some((door) => door.fits(port)))
        .map((port) => this.#door(agentId, port));
      try {
        for (const door of added) {
          await door.open();
          door.check();
        }
        await this.#options.records.remember(agentId, [...ports], this.#options.clock.now());
      } catch (error) {
        for (const door of added) door.close();
        throw error;
      }
      for (const door of before) if (!kept.includes(door)) door.close();
      this.#doors.set(agentId, inOrder([...kept, ...added], ports));
      this.#tell(agentId);
      return this.list(agentId);
    });
  }

  /** After (re)connecting to an engine: publishes what every agent there is to have, and nothing else. */
  resync(): Promise<void> {
    return this.#serialize(async () => {
      const { agents } = this.#options.directory.list();
      const switched = await this.#options.records.all();
      const present = new Set(agents.map(({ id }) => id));
      for (const agentId of [...this.#doors.keys()]) if (!present.has(agentId)) this.#forget(agentId);
      for (const agent of agents) await this.#publish(agent, switched.get(agent.id));
    });
  }

  /** New agents are published as their spec says; those that are gone are no longer. */
  follow(upserted: readonly Agent[], removed: readonly string[]): Promise<void> {
    return this.#serialize(async () => {
      for (const agent of upserted) if (!this.#doors.has(agent.id)) await this.#publish(agent, undefined);
      for (const agentId of removed) this.#forget(agentId);
    });
  }

  dispose(): void {
    this.#disposed = true;
    this.#cancelRetry?.();
    for (const agentId of [...this.#doors.keys()]) this.#forget(agentId);
  }

  async #publish(agent: Agent, switched: readonly PortMapping[] | undefined): Promise<void> {
    const ports = switched ?? agent.spec?.ports ?? [];
    const before = this.#doors.get(agent.id) ?? [];
    const doors = ports.map((port) => before.find((door) => door.fits(port)) ?? this.#door(agent.id, port));
    for (const door of before) if (!doors.includes(door)) door.close();
    this.#doors.set(agent.id, doors);
    for (const door of doors) await door.open();
  }

  #door(agentId: string, mapping: PortMapping): PortListener {
    const door: PortListener = new PortListener({
      mapping,
      serve: (socket) => this.#serve(agentId, mapping.containerPort, socket),
      holder: (port) => this.#holder(port),
      onChange: () => {
        if (!this.#doors.get(agentId)?.includes(door)) return;
        this.#tell(agentId);
        if (door.state.boundPort === null) this.#retryLater();
      },
    });
    return door;
  }

  async #holder(port: number): Promise<string | undefined> {
    for (const [agentId, doors] of this.#doors) {
      if (!doors.some((door) => door.state.boundPort === port)) continue;
      const agent = this.#options.directory.list().agents.find(({ id }) => id === agentId);
      return `the agent ${agent?.name ?? agentId}`;
    }
    return await portHolder(port);
  }

  async #serve(agentId: string, port: number, socket: Socket): Promise<Outcome> {
    const { directory, relay, addressesOf, clock, logger } = this.#options;
    const startedAt = clock.now();
    try {
      const agent = directory.get(agentId);
      if (agent.status !== 'running') return 'not-running';
      const addresses = await addressesOf(agentId);
      if (!addresses) return 'gateway-down';
      await relay.connect({ ...addresses, port }, socket);
      logger.info('port connection opened', { agentId, agent: agent.name, port });
      socket.once('close', () => {
        const { bytesRead, bytesWritten } = socket;
        const ms = clock.now() - startedAt;
        logger.info('port connection ended', { agentId, port, up: bytesRead, down: bytesWritten, ms });
      });
      return 'connected';
    } catch (error) {
      const unanswered =
        error instanceof RelayRefused && /^(ECONNREFUSED|ETIMEDOUT|EHOST)/.test(error.message);
      logger.info('port connection refused', { agentId, port, error });
      if (unanswered || (error instanceof RelayRefused && error.message === 'given-up'))
        return 'not-listening';
      return error instanceof AppFailure && error.error.type === 'not-found' ? 'not-running' : 'gateway-down';
    }
  }

  #forget(agentId: string): void {
    for (const door of this.#doors.get(agentId) ?? []) door.close();
    this.#doors.delete(agentId);
  }

  #tell(agentId: string): void {
    this.#changed.emit({ agentId, ports: this.list(agentId) });
  }

  #retryLater(): void {
    if (this.#disposed || this.#cancelRetry) return;
    this.#cancelRetry = this.#options.clock.after(RETRY_MS, () => {
      this.#cancelRetry = undefined;
      void this.#serialize(async () => {
        for (const doors of [...this.#doors.values()]) for (const door of doors) await door.open();
      });
    });
  }

  #serialize<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

function inOrder(doors: readonly PortListener[], ports: readonly PortMapping[]): PortListener[] {
  return ports.flatMap((port) => doors.find((door) => door.fits(port)) ?? []);
}
