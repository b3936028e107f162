import type { GatewayMessage } from '../../../contract/egress-control.ts';
import type { EgressMode } from '../../../contract/egress-mode.ts';
import { AppFailure } from '../../../contract/error.ts';
import { Emitter } from '../../../lib/emitter.ts';
import type { Logger } from '../../../lib/logger.ts';
import { SerialQueue } from '../../../lib/serial-queue.ts';
import type { ContainerSummary } from '../../docker/api.ts';
import type { Engine } from '../../docker/engine.ts';
import { GATEWAY_CONTAINER } from '../../objects/gateway-names.ts';
import { ROLE_LABEL, VERSION_LABEL } from '../../objects/labels.ts';
import { ControlChannel, type RecordKeeper } from './control-channel.ts';
import { ensureGatewayImage, type GatewaySource } from './gateway-image.ts';
import { ensureGatewayNetwork, gatewayNetworks, type TakenSubnets } from './gateway-network.ts';
import { gatewayContainer } from './gateway-plan.ts';

/** A running gateway that answers. A new `instanceId` has no policies. */
export interface RunningGateway {
  containerId: string;
  instanceId: string;
  channel: ControlChannel;
}

interface Start {
  readonly running: Promise<RunningGateway>;
  /** Resolves to the gateway once it has started. */
  gateway?: RunningGateway;
  /** Aborts a start that is still running. */
  readonly controller: AbortController;
}

/** Owns the gateway container of one engine: creates, replaces, reattaches and removes it. */
export class Gateway {
  /** Every message of a gateway, with the channel to answer on. */
  readonly message = new Emitter<{ message: GatewayMessage; channel: ControlChannel }>();
  /** The channel to a running gateway closed, because the gateway or the engine ended. */
  readonly lost = new Emitter<void>();
  readonly #engine: () => Engine;
  readonly #source: GatewaySource;
  readonly #keeper: RecordKeeper | undefined;
  readonly #takenSubnets: TakenSubnets | undefined;
  readonly #logger: Logger;
  #current: Start | undefined;
  /** The last start failed: a stalled engine may still make what it asked for. */
  #hasFailed = false;
  /** The version that this app has had running. Who replaces it later is another app on this engine. */
  #started: string | undefined;
  /** Starts and removals run one after the other, so that neither sees the other's incomplete work. */
  readonly #queue = new SerialQueue();

  constructor(options: {
    engine: () => Engine;
    source: GatewaySource;
    /** Gets every decision; without it they are dropped. */
    keeper?: RecordKeeper | undefined;
    /** Absent: the subnets on the engine. */
    takenSubnets?: TakenSubnets | undefined;
    logger: Logger;
  }) {
    this.#engine = options.engine;
    this.#source = options.source;
    this.#keeper = options.keeper;
    this.#takenSubnets = options.takenSubnets;
    this.#logger = options.logger.child('gateway');
  }

  /** Resolves to the gateway and starts it if necessary. All callers share one start, so none of them can abort it. */
  ensure(): Promise<RunningGateway> {
    this.#current ??= this.#begin();
    return this.#current.running;
  }

  /** The gateway that answers now, if there is one; it starts none and does not wait. */
  running(): RunningGateway | undefined {
    return this.#current?.gateway;
  }

  /**
   * The modes in force in a gateway that an earlier app left running, by agent id: only this gateway may know of a cut.
   * Undefined when none runs. Rejects when it does not answer.
   */
  async policiesInForce(signal: AbortSignal): Promise<Map<string, EgressMode> | undefined> {
    const container = (await this.#find()).find(({ State }) => State !== 'created' && State !== 'exited');
    if (!container) return undefined;
    const duplex = await this.#engine().attach(container.Id, { stdin: true, stdout: true, signal });
    const channel = new ControlChannel(duplex, this.#logger, () => undefined);
    try {
      await channel.hello();
      const answer = await channel.send({ type: 'ping' });
      const agents = answer.type === 'pong' ? answer.stats.agents : [];
      return new Map(agents.map(({ agentId, mode }) => [agentId, mode]));
    } finally {
      channel.close();
    }
  }

  /** Builds the image on the present base, or on another one, while the present gateway continues. */
  async prepare(signal: AbortSignal, base?: string): Promise<void> {
    await ensureGatewayImage(this.#engine(), this.#source, signal, base);
  }

  /** Drops the channel and aborts a start that is still running; a running gateway continues. */
  async release(): Promise<void> {
    const leaving = this.#current;
    this.#current = undefined;
    leaving?.controller.abort();
    (await leaving?.running.catch(() => undefined))?.channel.close();
  }

  /** Kills the gateway at once, which cuts all its connections. Does not wait for other work. */
  async cut(): Promise<void> {
    for (const container of await this.#find()) await this.#engine().removeContainer(container.Id);
  }

  /** Removes the container and its network; only the gateway's image stays. */
  remove(): Promise<void> {
    const released = this.release();
    return this.#queue.run(async () => {
      await released;
      const engine = this.#engine();
      await this.cut();
      for (const network of await gatewayNetworks(engine)) await engine.removeNetwork(network.Id);
    });
  }

  /** Removes what a stalled engine made for a start that failed. Does nothing when there is another start. */
  async removeLate(): Promise<void> {
    if (this.#hasFailed && !this.#current) await this.remove();
  }

  /** Disconnects the gateway from a network, if both exist and are connected. */
  async disconnect(networkId: string): Promise<void> {
    try {
      const { Containers } = await this.#engine().inspectNetwork(networkId);
      for (const { Id } of await this.#find()) {
        if (Containers && Object.hasOwn(Containers, Id))
          await this.#engine().disconnectNetwork(networkId, Id);
      }
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  #begin(): Start {
    const controller = new AbortController();
    const onClose = () => {
      if (this.#current !== start) return;
      this.#current = undefined;
      this.lost.emit();
    };
    const running = this.#queue.run(() => this.#start(controller.signal, onClose));
    const start: Start = { running, controller };
    running.then(
      (gateway) => {
        start.gateway = gateway;
        this.#hasFailed = false;
      },
      () => {
        this.#hasFailed = true;
        if (this.#current === start) this.#current = undefined;
      },
    );
    return start;
  }

  async #start(signal: AbortSignal, onClose: () => void): Promise<RunningGateway> {
    signal.throwIfAborted();
    const engine = this.#engine();
    const containerId = await this.#upToDate(engine, signal);
    const duplex = await engine.attach(containerId, { stdin: true, stdout: true, signal });
    const channel = new ControlChannel(duplex, this.#logger, onClose);
    channel.message.on((message) => this.message.emit({ message, channel }));
    try {
      return { containerId, channel, instanceId: await channel.hello(this.#keeper) };
    } catch (error) {
      channel.close();
      throw error;
    }
  }

  /** The container of the present version, or any running one when the present version cannot be created. */
  async #upToDate(engine: Engine, signal: AbortSignal): Promise<string> {
    let version: string;
    try {
      version = await ensureGatewayImage(engine, this.#source, signal);
    } catch (error) {
      const previous = signal.aborted
        ? undefined
        : (await this.#find()).find(({ State }) => State === 'running');
      if (!previous) throw error;
      this.#logger.warn('the gateway cannot be brought up to date; the old one goes on', { error });
      return previous.Id;
    }
    return await this.#container(engine, version, signal);
  }

  /**
   * The running container of this version. One of another version is replaced, once: two apps of different versions on
   * one engine would replace each other's gateway for ever.
   */
  async #container(engine: Engine, version: string, signal: AbortSignal): Promise<string> {
    const containers = await this.#find();
    const running = containers.find(({ State }) => State === 'running');
    if (running && this.#started === version) {
      if (running.Labels[VERSION_LABEL] !== version)
        this.#logger.warn('another app has replaced the gateway; this one uses it');
      return running.Id;
    }
    const id = await this.#replace(containers, engine, version, signal);
    this.#started = version;
    return id;
  }

  async #replace(
    containers: readonly ContainerSummary[],
    engine: Engine,
    version: string,
    signal: AbortSignal,
  ): Promise<string> {
    const current = containers.find((container) => container.Labels[VERSION_LABEL] === version);
    for (const previous of containers)
      if (previous !== current) await engine.removeContainer(previous.Id, { signal });
    if (current?.State === 'running') return current.Id;
    if (current) await engine.removeContainer(current.Id, { signal });
    await ensureGatewayNetwork(engine, signal, this.#takenSubnets);
    const id = await engine.createContainer(GATEWAY_CONTAINER, gatewayContainer(version), { signal });
    try {
      await engine.startContainer(id, { signal });
    } catch (error) {
      await engine.removeContainer(id);
      throw error;
    }
    return id;
  }

  #find(): Promise<ContainerSummary[]> {
    return this.#engine().listContainers({ label: [`${ROLE_LABEL}=gateway`] });
  }
}

/** Whether the container or network no longer exists. */
export function isMissing(error: unknown): boolean {
  return error instanceof AppFailure && ['not-found', 'container-gone'].includes(error.error.type);
}
