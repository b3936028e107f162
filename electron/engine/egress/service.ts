import type { AgentEgress, EgressMode } from '../../contract/agent-spec.ts';
import type { AgentPolicyInput } from '../../contract/egress.ts';
import { AppFailure } from '../../contract/error.ts';
import type { EgressState } from '../../contract/isolation.ts';
import { type Clock, delay } from '../../lib/clock.ts';
import { Emitter } from '../../lib/emitter.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import { unlessAborted, within } from '../../lib/unless-aborted.ts';
import type { NetworkInspect } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import type { EgressAttachment, EgressService } from './egress-service.ts';
import { type Gateway, isMissing } from './gateway.ts';
import type { GatewayCredentials } from './gateway-credentials.ts';
import { checkEgress, policyFor, withoutExpired } from './policy.ts';
import type { WantedEgress } from './wanted-egress.ts';

/** How long a creation waits for the gateway: it may have to pull its base image first, and goes on doing so. */
const ATTACH_WAITS_MS = 6_000;
const RETRY_AFTER_MS = 5_000;
const FORGET_WITHIN_MS = 5_000;

/** What belongs to agents on an engine. */
export interface AgentsOnEngine {
  agents: readonly { attachment: EgressAttachment; created: AgentEgress }[];
  networks: readonly { agentId: string; networkId: string }[];
}

interface Entry {
  attachment: EgressAttachment;
  wanted: AgentEgress;
  state: EgressState;
  /** The gateway has what is wanted. */
  applied: boolean;
  /** The mode of the policy that a gateway may still have for this agent, the loosest one where it is not known. */
  held: EgressMode | undefined;
  /** Aborts when the agent is detached. */
  readonly controller: AbortController;
  /** Settles when the gateway has what this agent's credentials need. */
  handed: Promise<void>;
  /** Changes of one agent happen one after the other. */
  queue: Promise<unknown>;
}

interface Options {
  engine: () => Engine;
  gateway: Pick<Gateway, 'ensure' | 'release' | 'isRunning' | 'cut' | 'remove' | 'leave' | 'lost'>;
  store: Pick<WantedEgress, 'all' | 'remember' | 'forget'>;
  credentials: Pick<GatewayCredentials, 'onChange' | 'bindings' | 'hand'>;
  clock: Clock;
  logger: Logger;
}

/** Egress through the gateway. The gateway keeps policies while the app is closed; what it forgot it is told again. */
export class GatewayEgress implements EgressService {
  /** Each policy that the gateway has confirmed. */
  readonly policyApplied = new Emitter<AgentPolicyInput>();
  /** An agent that has no egress any more, because it is being removed. */
  readonly detached = new Emitter<string>();
  readonly #changed = new Emitter<{ agentId: string; state: EgressState }>();
  readonly #entries = new Map<string, Entry>();
  readonly #engine: () => Engine;
  readonly #gateway: Options['gateway'];
  readonly #store: Options['store'];
  readonly #credentials: Options['credentials'];
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #scope = new Scope();
  #retrying = false;

  constructor(options: Options) {
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
    await within(applied, this.#clock, ATTACH_WAITS_MS, signal);
    return entry.state;
  }

  async set(agentId: string, asked: AgentEgress): Promise<EgressState> {
    checkEgress(asked);
    const egress = withoutExpired(asked, this.#clock.now());
    const entry = this.#get(agentId);
    const remember = () => this.#store.remember(agentId, egress, this.#clock.now());
    return await this.#inTurn(entry, async () => {
      // A cut waits for no record, and fails with none.
      if (egress.mode !== 'off') await remember();
      entry.wanted = egress;
      entry.applied = false;
      await this.#apply(entry);
      // The old policy may still be in force in a gateway that does not answer: better no gateway than a wrong one.
      if (!entry.applied) await this.#failClosed(entry);
      if (egress.mode === 'off') await remember();
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
    entry?.controller.abort();
    await entry?.queue;
    await this.#store.forget(agentId);
    this.detached.emit(agentId);
    if (this.#entries.size === 0) return await this.#gateway.remove();
    if (entry?.held !== undefined) await this.#forgetPolicy(agentId);
    if (entry) await this.#gateway.leave(entry.attachment.networkId);
  }

  /**
   * After (re)connecting to an engine: takes up every agent there and tells the gateway what it does not know.
   * `networks` are all that belong to agents, also to those that are still being created.
   */
  async resync({ agents, networks }: AgentsOnEngine): Promise<void> {
    const switched = await this.#store.all();
    await this.#gateway.release();
    const held = (await this.#gateway.isRunning()) ? 'full' : undefined;
    const present = new Set(networks.map(({ networkId }) => networkId));
    for (const [agentId, entry] of this.#entries) {
      entry.applied = false;
      if (!present.has(entry.attachment.networkId)) this.#drop(agentId, entry);
    }
    for (const { attachment, created } of agents) {
      this.#enter(attachment, switched.get(attachment.agentId) ?? created).held ??= held;
    }
    if (this.#entries.size === 0) return await this.#gateway.remove();
    await Promise.all(
      [...this.#entries.values()].map((entry) => this.#inTurn(entry, () => this.#apply(entry))),
    );
    const known = new Set(networks.map(({ agentId }) => agentId));
    for (const agentId of switched.keys()) if (!known.has(agentId)) await this.#store.forget(agentId);
  }

  async dispose(): Promise<void> {
    await this.#scope.dispose();
    await this.#gateway.release();
  }

  #enter(attachment: EgressAttachment, wanted: AgentEgress): Entry {
    const before = this.#entries.get(attachment.agentId);
    const entry: Entry = {
      attachment,
      wanted,
      state: { wanted, inForce: wanted.mode === 'off', problem: 'The gateway is starting.' },
      applied: false,
      held: before?.held,
      controller: new AbortController(),
      handed: Promise.resolve(),
      queue: before?.queue ?? Promise.resolve(),
    };
    before?.controller.abort();
    this.#entries.set(attachment.agentId, entry);
    return entry;
  }

  #drop(agentId: string, entry: Entry): void {
    entry.controller.abort();
    if (this.#entries.get(agentId) === entry) this.#entries.delete(agentId);
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
    const { signal } = entry.controller;
    const wanted = withoutExpired(entry.wanted, this.#clock.now());
    entry.wanted = wanted;
    try {
      const gateway = await unlessAborted(this.#gateway.ensure(), signal);
      const joined = await this.#join(networkId, gateway.containerId, gatewayAddress);
      // Somebody removed the agent's network: there is nothing left to serve.
      if (!joined) return this.#drop(agentId, entry);
      signal.throwIfAborted();
      const policy = policyFor(agentId, gatewayAddress, wanted, {
        secrets: this.#credentials.bindings(secretIds),
      });
      if (!letsThrough(entry.held)) entry.held = wanted.mode;
      await gateway.channel.send({ type: 'set-policy', now: this.#clock.now(), policy });
      entry.held = wanted.mode;
      this.policyApplied.emit(policy);
      // Not waited for: a source may take long, and the policy must not.
      entry.handed = this.#credentials.hand(gateway, secretIds);
      entry.applied = true;
      this.#show(entry, { wanted, inForce: true });
    } catch (error) {
      if (this.#scope.disposed || signal.aborted) return;
      this.#logger.warn('egress not applied', { agentId, error });
      this.#fail(entry, error instanceof AppFailure ? error.error.message : String(error));
    }
  }

  /** False when there is no such network any more. */
  async #join(networkId: string, containerId: string, address: string): Promise<boolean> {
    let network: NetworkInspect;
    try {
      network = await this.#engine().inspectNetwork(networkId);
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
    if (!network.Containers || !Object.hasOwn(network.Containers, containerId)) {
      await this.#engine().connectNetwork(networkId, containerId, { address, aliases: ['gateway'] });
    }
    return true;
  }

  #show(entry: Entry, state: EgressState): void {
    entry.state = state;
    this.#changed.emit({ agentId: entry.attachment.agentId, state });
  }

  #fail(entry: Entry, reason: string): void {
    const { wanted, held } = entry;
    const consequence = letsThrough(held)
      ? 'The gateway does not answer: what it let through before may still get out.'
      : 'There is no gateway, so nothing leaves the agent.';
    entry.applied = false;
    this.#show(entry, {
      wanted,
      inForce: wanted.mode === 'off' && !letsThrough(held),
      problem: `${consequence} ${reason}`,
    });
    this.#retryLater();
  }

  #lost(): void {
    for (const entry of this.#entries.values()) this.#fail(entry, 'Bulkhead is getting it back.');
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
        const open = [...this.#entries.values()].filter((entry) => !entry.applied);
        return Promise.all(open.map((entry) => this.#inTurn(entry, () => this.#apply(entry))));
      })
      .catch(() => undefined);
  }

  /** Without an answer only the end of the gateway is certain to cut what it let through. */
  async #failClosed(entry: Entry): Promise<void> {
    try {
      await this.#gateway.cut();
    } catch (error) {
      this.#logger.error('the gateway cannot be stopped', { error });
      return;
    }
    for (const each of this.#entries.values()) each.held = undefined;
    this.#fail(entry, 'It did not answer, so Bulkhead ended it and starts it again.');
  }

  /** A gateway that cannot be told is ended: the agent's address may be the next one's. */
  async #forgetPolicy(agentId: string): Promise<void> {
    try {
      const started = this.#gateway.ensure();
      const gateway = await within(started, this.#clock, FORGET_WITHIN_MS, this.#scope.signal);
      if (!gateway) throw new Error('no gateway in time');
      await gateway.channel.send({ type: 'remove-agent', agentId });
    } catch (error) {
      this.#logger.warn('the gateway could not be told that an agent is gone', { agentId, error });
      await this.#gateway.cut();
    }
  }
}

function letsThrough(mode: EgressMode | undefined): boolean {
  return mode !== undefined && mode !== 'off';
}
