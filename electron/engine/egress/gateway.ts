import { AppFailure } from '../../contract/error.ts';
import { Emitter } from '../../lib/emitter.ts';
import type { Logger } from '../../lib/logger.ts';
import { ROLE_LABEL, VERSION_LABEL } from '../agents/labels.ts';
import type { ContainerSummary, NetworkInspect } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { ControlChannel, type RecordKeeper } from './control-channel.ts';
import { ensureGatewayImage, type GatewaySource } from './gateway-image.ts';
import { egressNetwork, GATEWAY_CONTAINER, gatewayContainer } from './gateway-plan.ts';

/** A gateway that runs and answers. A new `instanceId` has no policies. */
export interface RunningGateway {
  containerId: string;
  instanceId: string;
  channel: ControlChannel;
}

/** Owns the gateway container of one engine: makes, replaces, reattaches and removes it. */
export class Gateway {
  /** The channel to a running gateway closed: it died, or the engine did. */
  readonly lost = new Emitter<void>();
  readonly #engine: () => Engine;
  readonly #source: GatewaySource;
  readonly #keeper: RecordKeeper | undefined;
  readonly #logger: Logger;
  #running: Promise<RunningGateway> | undefined;

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

  /** The gateway, started if need be. One start at a time serves all who ask. */
  ensure(signal: AbortSignal): Promise<RunningGateway> {
    this.#running ??= this.#start(signal).catch((error: unknown) => {
      this.#running = undefined;
      throw error;
    });
    return this.#running;
  }

  /** Forgets the channel; the gateway itself goes on. */
  async release(): Promise<void> {
    const running = await this.#running?.catch(() => undefined);
    this.#running = undefined;
    running?.channel.close();
  }

  /** Ends the gateway at once: whatever it let through is cut. */
  async kill(): Promise<void> {
    for (const found of await this.#find()) await this.#engine().killContainer(found.Id, 'SIGKILL');
  }

  /** Removes the container and its network; nothing of the gateway stays but its image. */
  async remove(): Promise<void> {
    await this.release();
    const engine = this.#engine();
    for (const found of await this.#find()) await engine.removeContainer(found.Id);
    for (const network of await this.#networks(engine)) await engine.removeNetwork(network.Id);
  }

  async #start(signal: AbortSignal): Promise<RunningGateway> {
    const engine = this.#engine();
    const version = await ensureGatewayImage(engine, this.#source, signal);
    const containerId = await this.#container(engine, version, signal);
    const duplex = await engine.attach(containerId, { stdin: true, stdout: true, signal });
    const channel = new ControlChannel(duplex, this.#logger, () => {
      if (this.#running !== started) return;
      this.#running = undefined;
      this.lost.emit();
    });
    const started = this.#running;
    try {
      return { containerId, channel, instanceId: await channel.hello(this.#keeper) };
    } catch (error) {
      channel.close();
      throw error;
    }
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
