import type { AgentEgress } from '../../contract/agent-spec.ts';
import { AppFailure } from '../../contract/error.ts';
import type { EgressState } from '../../contract/isolation.ts';
import { type Clock, delay } from '../../lib/clock.ts';
import { Emitter } from '../../lib/emitter.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { Engine } from '../docker/engine.ts';
import type { EgressAttachment, EgressService } from './egress-service.ts';
import type { Gateway } from './gateway.ts';
import type { GatewayCredentials } from './gateway-credentials.ts';
import { checkEgress, policyFor, withoutExpired } from './policy.ts';
import type { WantedEgress } from './wanted-egress.ts';

/** How long a creation waits for the gateway: it may have to pull its base image first, and goes on doing so. */
const ATTACH_WAITS_MS = 6_000;
const RETRY_AFTER_MS = 5_000;

interface Entry {
  attachment: EgressAttachment;
  wanted: AgentEgress;
  state: EgressState;
  /** The instance and network that hold this agent's present policy. */
  appliedTo: string | undefined;
  /** Settles when the gateway has what this agent's credentials need. */
  handed: Promise<void>;
  /** Changes of one agent happen one after the other. */
  queue: Promise<unknown>;
}

/** Egress through the gateway. The gateway keeps policies while the app is closed; what it forgot it is told again. */
export class GatewayEgress implements EgressService {
  readonly #changed = new Emitter<{ agentId: string; state: EgressState }>();
  readonly #entries = new Map<string, Entry>();
  readonly #engine: () => Engine;
  readonly #gateway: Gateway;
  readonly #store: WantedEgress;
  readonly #credentials: GatewayCredentials;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #scope = new Scope();
  #retrying = false;

  constructor(options: {
    engine: () => Engine;
    gateway: Gateway;
    store: WantedEgress;
    credentials: GatewayCredentials;
    clock: Clock;
    logger: Logger;
  }) {
    this.#engine = options.engine;
    this.#gateway = options.gateway;
    this.#store = options.store;
    this.#credentials = options.credentials;
    this.#clock = options.clock;
    this.#logger = options.logger.child('egress');
    this.#scope.add(this.#gateway.lost.on(() => this.#lost()));
    this.#scope.add(this.#credentials.onChange(() => this.#credentialsChanged()));
  }

  onChange(listener: (change: { agentId: string; state: EgressState }) => void): () => void {
    return this.#changed.on(listener);
  }

  async attach(attachment: EgressAttachment, egress: AgentEgress, signal: AbortSignal): Promise<EgressState> {
    checkEgress(egress);
    const entry = this.#enter(attachment, egress);
    const applied = this.#inTurn(entry, () => this.#apply(entry)).then(() => entry.handed);
    await Promise.race([applied, delay(this.#clock, ATTACH_WAITS_MS, signal)]);
    signal.throwIfAborted();
    return entry.state;
  }

  async set(agentId: string, asked: AgentEgress): Promise<EgressState> {
    checkEgress(asked);
    const egress = withoutExpired(asked, this.#clock.now());
    const entry = this.#get(agentId);
    return await this.#inTurn(entry, async () => {
      await this.#store.remember(agentId, egress, this.#clock.now());
      entry.wanted = egress;
      entry.appliedTo = undefined;
      await this.#apply(entry);
      // The old policy may still be in force in a gateway that does not answer: better no gateway than a wrong one.
      if (!entry.state.inForce) await this.#failClosed();
      return entry.state;
    });
  }

  async state(agentId: string): Promise<EgressState> {
    return this.#get(agentId).state;
  }

  list(): Record<string, EgressState> {
    return Object.fromEntries([...this.#entries].map(([agentId, entry]) => [agentId, entry.state]));
  }

  async detach(agentId: string): Promise<void> {
    const entry = this.#entries.get(agentId);
    this.#entries.delete(agentId);
    await entry?.queue.catch(() => undefined);
    await this.#store.forget(agentId);
    if (this.#entries.size === 0) {
      await this.#gateway.remove();
      return;
    }
    if (!entry?.appliedTo) return;
    const { channel, containerId } = await this.#gateway.ensure(this.#scope.signal);
    await channel.send({ type: 'remove-agent', agentId });
    await this.#engine().disconnectNetwork(entry.attachment.networkId, containerId);
  }

  /** After (re)connecting to an engine: takes up every agent there and tells the gateway what it does not know. */
  async resync(agents: readonly { attachment: EgressAttachment; created: AgentEgress }[]): Promise<void> {
    const switched = await this.#store.all();
    await this.#gateway.release();
    const present = new Set(agents.map(({ attachment }) => attachment.agentId));
    for (const agentId of [...this.#entries.keys()]) if (!present.has(agentId)) this.#entries.delete(agentId);
    await Promise.all(
      agents.map(({ attachment, created }) => {
        const entry = this.#enter(attachment, switched.get(attachment.agentId) ?? created);
        return this.#inTurn(entry, () => this.#apply(entry));
      }),
    );
    if (agents.length === 0) await this.#gateway.remove();
  }

  async dispose(): Promise<void> {
    await this.#scope.dispose();
    await this.#gateway.release();
  }

  #enter(attachment: EgressAttachment, wanted: AgentEgress): Entry {
    const starting = { wanted, inForce: wanted.mode === 'off', problem: 'The gateway is starting.' };
    const entry: Entry = {
      attachment,
      wanted,
      state: starting,
      appliedTo: undefined,
      handed: Promise.resolve(),
      queue: Promise.resolve(),
    };
    this.#entries.set(attachment.agentId, entry);
    return entry;
  }

  #get(agentId: string): Entry {
    const entry = this.#entries.get(agentId);
    if (!entry) {
      throw new AppFailure({
        type: 'gateway-down',
        message: 'This agent has no network of its own that the gateway could serve.',
      });
    }
    return entry;
  }

  #inTurn<T>(entry: Entry, work: () => Promise<T>): Promise<T> {
    const turn = entry.queue.then(work, work);
    entry.queue = turn.catch(() => undefined);
    return turn;
  }

  /** Brings the gateway to what the entry wants. Never rejects: a failure is the entry's state, and tried again. */
  async #apply(entry: Entry): Promise<void> {
    const { agentId, networkId, gatewayAddress, secretIds = [] } = entry.attachment;
    entry.wanted = withoutExpired(entry.wanted, this.#clock.now());
    try {
      const gateway = await this.#gateway.ensure(this.#scope.signal);
      const { channel, containerId, instanceId } = gateway;
      await this.#join(networkId, containerId, gatewayAddress);
      const bindings = this.#credentials.bindings(secretIds);
      const policy = policyFor(agentId, gatewayAddress, entry.wanted, bindings);
      await channel.send({ type: 'set-policy', now: this.#clock.now(), policy });
      // Not waited for: a source may take long, and the policy must not.
      entry.handed = this.#credentials.hand(gateway, secretIds);
      entry.appliedTo = instanceId;
      this.#show(entry, { wanted: entry.wanted, inForce: true });
    } catch (error) {
      if (this.#scope.disposed) return;
      this.#logger.warn('egress not applied', { agentId, error });
      entry.appliedTo = undefined;
      this.#show(entry, {
        wanted: entry.wanted,
        inForce: entry.wanted.mode === 'off',
        problem: reason(error),
      });
      this.#retryLater();
    }
  }

  async #join(networkId: string, containerId: string, address: string): Promise<void> {
    const network = await this.#engine().inspectNetwork(networkId);
    if (network.Containers && Object.hasOwn(network.Containers, containerId)) return;
    await this.#engine().connectNetwork(networkId, containerId, { address, aliases: ['gateway'] });
  }

  #show(entry: Entry, state: EgressState): void {
    entry.state = state;
    this.#changed.emit({ agentId: entry.attachment.agentId, state });
  }

  #lost(): void {
    for (const entry of this.#entries.values()) {
      entry.appliedTo = undefined;
      this.#show(entry, {
        wanted: entry.wanted,
        inForce: entry.wanted.mode === 'off',
        problem: 'The gateway went away. Nothing leaves the agent until it is back.',
      });
    }
    this.#retryLater();
  }

  #credentialsChanged(): void {
    for (const entry of this.#entries.values()) {
      if ((entry.attachment.secretIds ?? []).length > 0) void this.#inTurn(entry, () => this.#apply(entry));
    }
  }

  #retryLater(): void {
    if (this.#retrying || this.#scope.disposed) return;
    this.#retrying = true;
    void delay(this.#clock, RETRY_AFTER_MS, this.#scope.signal)
      .then(() => {
        this.#retrying = false;
        const open = [...this.#entries.values()].filter((entry) => entry.appliedTo === undefined);
        return Promise.all(open.map((entry) => this.#inTurn(entry, () => this.#apply(entry))));
      })
      .catch(() => undefined);
  }

  async #failClosed(): Promise<void> {
    try {
      await this.#gateway.kill();
    } catch (error) {
      this.#logger.error('the gateway cannot be stopped', { error });
    }
  }
}

function reason(error: unknown): string {
  const message = error instanceof AppFailure ? error.error.message : String(error);
  return `There is no gateway, so nothing leaves the agent. ${message}`;
}
