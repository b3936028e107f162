import type { AgentEgress } from '../../contract/agent-spec.ts';
import type { AgentPolicyInput } from '../../contract/egress.ts';
import type { HostService } from '../../contract/egress-rule.ts';
import type { EgressSet } from '../../contract/egress-sets.ts';
import { AppFailure } from '../../contract/error.ts';
import type { EgressState } from '../../contract/isolation.ts';
import { type Clock, delay } from '../../lib/clock.ts';
import { Emitter } from '../../lib/emitter.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import { within } from '../../lib/unless-aborted.ts';
import type { Engine } from '../docker/engine.ts';
import type { EgressOverrides } from '../records/egress-overrides.ts';
import type { EgressAttachment, EgressService } from './egress-service.ts';
import type { Gateway } from './gateway/gateway.ts';
import type { GatewayCredentials } from './gateway/gateway-credentials.ts';
import type { CompiledRule } from './policy/compile-rules.ts';
import { type EgressEntry, letsThrough, newEntry, serialize } from './policy/egress-entry.ts';
import { checkEgress, withoutExpired } from './policy/policy.ts';
import { PolicyDelivery } from './policy/policy-delivery.ts';

/** How long a creation waits for the gateway: it may have to pull its base image first, and goes on doing so. */
const ATTACH_WAITS_MS = 6_000;
/** The first retry is at once: the engine starts a gateway that died again by itself. */
const RETRY_AFTER_MS = [0, 500, 1_000, 2_000, 5_000] as const;
const FORGET_WITHIN_MS = 5_000;

/** What belongs to agents on an engine. */
export interface AgentsOnEngine {
  agents: readonly { attachment: EgressAttachment; created: AgentEgress }[];
  networks: readonly { agentId: string; networkId: string }[];
}

/** Where the person's own sets of rules come from. */
export interface OwnSets {
  current(): readonly EgressSet[];
  onChange(listener: () => void): () => void;
}

interface Options {
  engine: () => Engine;
  gateway: Pick<
    Gateway,
    'ensure' | 'prepare' | 'release' | 'isRunning' | 'cut' | 'remove' | 'leave' | 'lost'
  >;
  store: Pick<EgressOverrides, 'all' | 'remember' | 'forget'>;
  credentials: Pick<GatewayCredentials, 'onChange' | 'bindings' | 'push'>;
  /** The person's own sets; absent where nobody keeps any. */
  ownSets?: OwnSets | undefined;
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
  readonly #entries = new Map<string, EgressEntry>();
  readonly #delivery: PolicyDelivery;
  readonly #gateway: Options['gateway'];
  readonly #store: Options['store'];
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #scope = new Scope();
  #retrying = false;
  /** Failed tries since everything was last applied. */
  #failures = 0;

  constructor(options: Options) {
    this.#gateway = options.gateway;
    this.#store = options.store;
    this.#clock = options.clock;
    this.#logger = options.logger.child('egress');
    this.#scope.add(this.#gateway.lost.on(() => this.#lost()));
    this.#scope.add(options.credentials.onChange(() => this.#credentialsChanged()));
    const { ownSets } = options;
    if (ownSets) this.#scope.add(ownSets.onChange(() => this.#setsChanged()));
    this.#delivery = new PolicyDelivery({ ...options, ownSets: ownSets && (() => ownSets.current()) });
  }

  onChange(listener: (change: { agentId: string; state: EgressState }) => void): () => void {
    return this.#changed.on(listener);
  }

  async attach(attachment: EgressAttachment, egress: AgentEgress, signal: AbortSignal): Promise<EgressState> {
    checkEgress(egress);
    const entry = this.#enter(attachment, egress);
    const applied = serialize(entry, () => this.#apply(entry)).then(() => entry.pushed);
    await within(applied, this.#clock, ATTACH_WAITS_MS, signal);
    return entry.state;
  }

  async set(agentId: string, asked: AgentEgress): Promise<EgressState> {
    return await this.update(agentId, () => asked);
  }

  async update(agentId: string, change: (wanted: AgentEgress) => AgentEgress): Promise<EgressState> {
    const entry = this.#get(agentId);
    return await serialize(entry, async () => {
      const egress = withoutExpired(change(entry.wanted), this.#clock.now());
      checkEgress(egress);
      const remember = () => this.#store.remember(agentId, egress, this.#clock.now());
      // A cut waits for no record, and fails with none.
      if (egress.mode !== 'off') await remember();
      entry.wanted = egress;
      await this.#applyAnew(entry);
      if (egress.mode === 'off') await remember();
      return entry.state;
    });
  }

  /**
   * Lets an agent reach one more service until the returned function is called (again is no error). It is remembered
   * nowhere, and is no part of what the agent's egress says.
   */
  async trial(agentId: string, service: HostService): Promise<() => Promise<void>> {
    const entry = this.#get(agentId);
    const put = (trial: HostService | undefined) =>
      serialize(entry, async () => {
        entry.trial = trial;
        await this.#applyAnew(entry);
      });
    await put(service);
    return async () => {
      if (entry.trial === service) await put(undefined);
    };
  }

  async rules(agentId: string): Promise<{ rules: CompiledRule[]; missingSets: string[] }> {
    const entry = this.#get(agentId);
    const known = new Set(this.#delivery.sets().map(({ id }) => id));
    const missingSets = entry.wanted.sets.filter((id) => !known.has(id));
    return { rules: await this.#delivery.rules(entry), missingSets };
  }

  async setSecrets(agentId: string, secretIds: readonly string[]): Promise<EgressState> {
    const entry = this.#get(agentId);
    return await serialize(entry, async () => {
      entry.attachment = { ...entry.attachment, secretIds };
      // Also cuts a gateway that does not answer: it might go on filling in what was revoked.
      await this.#applyAnew(entry);
      await entry.pushed;
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
    await Promise.all([...this.#entries.values()].map((entry) => serialize(entry, () => this.#apply(entry))));
  }

  /** Whether a gateway can be made of this image; the one that runs goes on. Rejects with `field` `gatewayBase`. */
  checkBase(image: string, signal: AbortSignal): Promise<void> {
    return this.#gateway.prepare(signal, image);
  }

  /** Replaces the gateway that runs by one of the present base image. Rejects, with the old one in force, without one. */
  async renew(): Promise<void> {
    if (this.#entries.size === 0) return;
    await this.#gateway.prepare(this.#scope.signal);
    await this.#gateway.release();
    await Promise.all(
      [...this.#entries.values()].map((entry) => {
        entry.applied = false;
        return serialize(entry, () => this.#apply(entry));
      }),
    );
  }

  async dispose(): Promise<void> {
    await this.#scope.dispose();
    await this.#gateway.release();
  }

  #enter(attachment: EgressAttachment, wanted: AgentEgress): EgressEntry {
    const before = this.#entries.get(attachment.agentId);
    const entry = newEntry(attachment, wanted, before);
    before?.controller.abort();
    this.#entries.set(attachment.agentId, entry);
    return entry;
  }

  #drop(agentId: string, entry: EgressEntry): void {
    entry.controller.abort();
    if (this.#entries.get(agentId) === entry) this.#entries.delete(agentId);
  }

  #get(agentId: string): EgressEntry {
    const entry = this.#entries.get(agentId);
    if (!entry) {
      throw new AppFailure({
        type: 'gateway-down',
        message: 'This agent has no network of its own that the gateway could serve.',
      });
    }
    return entry;
  }

  /** Brings the gateway to what the entry wants. Never rejects: a failure is the entry's state, and tried again. */
  async #apply(entry: EgressEntry): Promise<void> {
    const { agentId } = entry.attachment;
    try {
      // Somebody removed the agent's network: there is nothing left to serve.
      const policy = await this.#delivery.deliver(entry);
      if (!policy) return this.#drop(agentId, entry);
      this.policyApplied.emit(policy);
      entry.applied = true;
      this.#show(entry, { wanted: entry.wanted, inForce: true });
    } catch (error) {
      if (this.#scope.disposed || entry.controller.signal.aborted) return;
      this.#logger.warn('egress not applied', { agentId, error });
      this.#fail(entry, error instanceof AppFailure ? error.error.message : String(error));
    }
  }

  /** What is wanted may be the same and mean something else: a set or a credential changed. */
  async #applyAnew(entry: EgressEntry): Promise<void> {
    entry.applied = false;
    await this.#apply(entry);
    // The old policy may still be in force in a gateway that does not answer: better no gateway than a wrong one.
    if (!entry.applied) await this.#failClosed(entry);
  }

  #show(entry: EgressEntry, state: EgressState): void {
    entry.state = state;
    this.#changed.emit({ agentId: entry.attachment.agentId, state });
  }

  #fail(entry: EgressEntry, reason: string): void {
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
      if ((entry.attachment.secretIds ?? []).length > 0) void serialize(entry, () => this.#apply(entry));
    }
  }

  #setsChanged(): void {
    for (const entry of this.#entries.values()) {
      if (entry.wanted.sets.length > 0) void serialize(entry, () => this.#applyAnew(entry));
    }
  }

  #retryLater(): void {
    if (this.#retrying || this.#scope.disposed) return;
    this.#retrying = true;
    const waitMs = RETRY_AFTER_MS[Math.min(this.#failures, RETRY_AFTER_MS.length - 1)] ?? 0;
    this.#failures += 1;
    void delay(this.#clock, waitMs, this.#scope.signal)
      .then(async () => {
        this.#retrying = false;
        const open = [...this.#entries.values()].filter((entry) => !entry.applied);
        await Promise.all(open.map((entry) => serialize(entry, () => this.#apply(entry))));
        if ([...this.#entries.values()].every((entry) => entry.applied)) this.#failures = 0;
      })
      .catch(() => undefined); // Only the scope's end rejects.
  }

  /** Without an answer only the end of the gateway is certain to cut what it let through. */
  async #failClosed(entry: EgressEntry): Promise<void> {
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
