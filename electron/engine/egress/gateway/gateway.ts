import type { GatewayMessage } from '../../../contract/egress-control.ts';
import type { EgressMode } from '../../../contract/egress-mode.ts';
import { AppFailure } from '../../../contract/error.ts';
import { Emitter } from '../../../lib/emitter.ts';
import type { Logger } from '../../../lib/logger.ts';
import type { ContainerSummary, NetworkInspect } from '../../docker/api.ts';
import type { Engine } from '../../docker/engine.ts';
import { GATEWAY_CONTAINER } from '../../objects/gateway-names.ts';
import { ROLE_LABEL, VERSION_LABEL } from '../../objects/labels.ts';
import { ControlChannel, type RecordKeeper } from './control-channel.ts';
import { ensureGatewayImage, type GatewaySource } from './gateway-image.ts';
import { egressNetwork, gatewayContainer } from './gateway-plan.ts';

/** A gateway that runs and answers. A new `instanceId` has no policies. */
export interface RunningGateway {
  containerId: string;
  instanceId: string;
  channel: ControlChannel;
}

interface Start {
  readonly running: Promise<RunningGateway>;
  /** The same, once it is there. */
  gateway?: RunningGateway;
  /** Gives up a start that is still under way. */
  readonly controller: AbortController;
}

/** Owns the gateway container of one engine: makes, replaces, reattaches and removes it. */
export class Gateway {
  /** Whatever a gateway says, with the channel to answer on. */
  readonly message = new Emitter<{ message: GatewayMessage; channel: ControlChannel }>();
  /** The channel to a running gateway closed: it died, or the engine did. */
  readonly lost = new Emitter<void>();
  readonly #engine: () => Engine;
  readonly #source: GatewaySource;
  readonly #keeper: RecordKeeper | undefined;
  readonly #logger: Logger;
  #current: Start | undefined;
  /** Starts and removals happen one after the other: neither sees the other's half-done work. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: {
    engine: () => Engine;
    source: GatewaySource;
    /** Gets every decision; without one they are dropped. */
    keeper?: RecordKeeper | undefined;
    logger: Logger;
  }) {
    this.#engine = options.engine;
    this.#source = options.source;
    this.#keeper = options.keeper;
    this.#logger = options.logger.child('gateway');
  }

  /** The gateway, started if need be. One start at a time serves all who ask, so none of them can abort it. */
  ensure(): Promise<RunningGateway> {
    this.#current ??= this.#begin();
    return this.#current.running;
  }

  /** The gateway that answers now, if there is one; starts none and waits for nothing. */
  running(): RunningGateway | undefined {
    return this.#current?.gateway;
  }

  /**
   * The modes in force in a gateway that an earlier app left running, by agent id: it may know of a cut that nothing
   * else does. Undefined when none runs. Rejects when it does not answer.
   */
  async policiesInForce(signal: AbortSignal): Promise<Map<string, EgressMode> | undefined> {
    const found = (await this.#find()).find(({ State }) => State !== 'created' && State !== 'exited');
    if (!found) return undefined;
    const duplex = await this.#engine().attach(found.Id, { stdin: true, stdout: true, signal });
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

  /** Makes the image for the present base, or for another one, while the gateway that runs goes on. */
  async prepare(signal: AbortSignal, base?: string): Promise<void> {
    await ensureGatewayImage(this.#engine(), this.#source, signal, base);
  }

  /** Forgets the channel, and gives up a start that is under way; a gateway that runs goes on. */
  async release(): Promise<void> {
    const leaving = this.#current;
    this.#current = undefined;
    leaving?.controller.abort();
    (await leaving?.running.catch(() => undefined))?.channel.close();
  }

  /** Ends the gateway at once: whatever it let through is cut. Waits for nobody. */
  async cut(): Promise<void> {
    for (const found of await this.#find()) await this.#engine().removeContainer(found.Id);
  }

  /** Removes the container and its network; nothing of the gateway stays but its image. */
  remove(): Promise<void> {
    const released = this.release();
    return this.#serialize(async () => {
      await released;
      const engine = this.#engine();
      await this.cut();
      for (const network of await this.#networks(engine)) await engine.removeNetwork(network.Id);
    });
  }

  /** Takes the gateway off a network, if both are there and together. */
  async leave(networkId: string): Promise<void> {
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
    const running = this.#serialize(() => this.#start(controller.signal, onClose));
    const start: Start = { running, controller };
    running.then(
      (gateway) => {
        start.gateway = gateway;
      },
      () => {
        if (this.#current === start) this.#current = undefined;
      },
    );
    return start;
  }

  #serialize<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
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

  /** The container of the present version, or whichever runs when that one cannot be made. */
  async #upToDate(engine: Engine, signal: AbortSignal): Promise<string> {
    let version: string;
    try {
      version = await ensureGatewayImage(engine, this.#source, signal);
    } catch (error) {
      const old = signal.aborted ? undefined : (await this.#find()).find(({ State }) => State === 'running');
      if (!old) throw error;
      this.#logger.warn('the gateway cannot be brought up to date; the old one goes on', { error });
      return old.Id;
    }
    return await this.#container(engine, version, signal);
  }

  /** The container of this version, running. One of another version is replaced. */
  async #container(engine: Engine, version: string, signal: AbortSignal): Promise<string> {
    const found = await this.#find();
    const current = found.find((container) => container.Labels[VERSION_LABEL] === version);
    for (const old of found) if (old !== current) await engine.removeContainer(old.Id, { signal });
    if (current?.State === 'running') return current.Id;
    if (current) await engine.removeContainer(current.Id, { signal });
    await this.#network(engine, signal);
    const id = await engine.createContainer(GATEWAY_CONTAINER, gatewayContainer(version), { signal });
    try {
      await engine.startContainer(id, { signal });
    } catch (error) {
      await engine.removeContainer(id);
      throw error;
    }
    return id;
  }

  async #network(engine: Engine, signal: AbortSignal): Promise<void> {
    if ((await this.#networks(engine)).length > 0) return;
    try {
      await engine.createNetwork(egressNetwork(), { signal });
    } catch (error) {
      // Somebody else made it in between.
      if (!(error instanceof AppFailure && ['conflict', 'name-taken'].includes(error.error.type)))
        throw error;
    }
  }

  #networks(engine: Engine): Promise<NetworkInspect[]> {
    return engine.listNetworks({ label: [`${ROLE_LABEL}=gateway`] });
  }

  #find(): Promise<ContainerSummary[]> {
    return this.#engine().listContainers({ label: [`${ROLE_LABEL}=gateway`] });
  }
}

/** The container or network is gone. */
export function isMissing(error: unknown): boolean {
  return error instanceof AppFailure && ['not-found', 'container-gone'].includes(error.error.type);
}
