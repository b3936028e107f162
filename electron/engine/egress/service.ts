import type { AgentEgress } from '../../contract/agent-spec.ts';
import type { HostService } from '../../contract/egress-rule.ts';
import type { EgressSet } from '../../contract/egress-sets.ts';
import type { EgressState } from '../../contract/isolation.ts';
import type { Clock } from '../../lib/clock.ts';
import { Emitter } from '../../lib/emitter.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import { within } from '../../lib/unless-aborted.ts';
import type { Engine } from '../docker/engine.ts';
import type { EgressOverrides } from '../records/egress-overrides.ts';
import type { AppTokens } from './app-access/app-tokens.ts';
import type { EgressAttachment, EgressService, UpdateOptions } from './egress-service.ts';
import type { Gateway } from './gateway/gateway.ts';
import type { GatewayCredentials } from './gateway/gateway-credentials.ts';
import type { GatewayProxies } from './gateway/gateway-proxies.ts';
import type { CompiledRule } from './policy/compile-rules.ts';
import { EgressEntries } from './policy/egress-entries.ts';
import type { LatestTime } from './policy/latest-time.ts';
import { OffSwitch } from './policy/off-switch.ts';
import { checkEgress, checkedEgress } from './policy/policy.ts';
import { PolicyDelivery } from './policy/policy-delivery.ts';
import { PolicyEnforcer } from './policy/policy-enforcer.ts';
import type { UnrecordedCuts } from './policy/unrecorded-cuts.ts';
import { type AgentsOnEngine, adoptAgents } from './resync.ts';

/** How long a creation waits for the gateway, which may first pull its base image; the start continues after that. */
const ATTACH_WAITS_MS = 6_000;

/** The source of the person's own sets of rules. */
export interface OwnSets {
  current(): readonly EgressSet[];
  onChange(listener: () => void): () => void;
}

interface Options {
  engine: () => Engine;
  gateway: Pick<
    Gateway,
    | 'ensure'
    | 'running'
    | 'policiesInForce'
    | 'prepare'
    | 'release'
    | 'cut'
    | 'remove'
    | 'removeLate'
    | 'disconnect'
    | 'lost'
  >;
  store: Pick<EgressOverrides, 'all' | 'remember' | 'forget'>;
  /** Absent where nothing is written on this machine. */
  cuts?: UnrecordedCuts | undefined;
  latestTime?: LatestTime | undefined;
  credentials: Pick<GatewayCredentials, 'onChange' | 'bindings' | 'renewals' | 'push'>;
  /** Absent where there is no proxy before the internet. */
  proxies?: Pick<GatewayProxies, 'push' | 'onChange'> | undefined;
  appTokens?: AppTokens | undefined;
  /** The person's own sets; absent where there are none. */
  ownSets?: OwnSets | undefined;
  clock: Clock;
  logger: Logger;
}

/** Egress through the gateway. The gateway keeps policies while the app is closed; lost ones are sent again. */
export class GatewayEgress implements EgressService {
  /** Each policy that the gateway has confirmed. */
  readonly policyApplied: PolicyEnforcer['applied'];
  /** Reports an agent whose egress ended because it is being removed. */
  readonly detached = new Emitter<string>();
  readonly #entries = new EgressEntries();
  readonly #delivery: PolicyDelivery;
  readonly #enforcer: PolicyEnforcer;
  readonly #off: OffSwitch;
  readonly #gateway: Options['gateway'];
  readonly #store: Options['store'];
  readonly #cuts: Options['cuts'];
  readonly #clock: Clock;
  readonly #scope = new Scope();

  constructor(options: Options) {
    const { gateway, store, cuts, credentials, ownSets, clock } = options;
    const logger = options.logger.child('egress');
    const entries = this.#entries;
    const { signal } = this.#scope;
    this.#gateway = gateway;
    this.#store = store;
    this.#cuts = cuts;
    this.#clock = clock;
    this.#delivery = new PolicyDelivery({ ...options, ownSets: ownSets && (() => ownSets.current()) });
    this.#enforcer = new PolicyEnforcer({
      entries,
      gateway,
      delivery: this.#delivery,
      retry: (entry) => this.#off.retryRecord(entry),
      clock,
      logger,
      signal,
    });
    this.policyApplied = this.#enforcer.applied;
    this.#off = new OffSwitch({ entries, enforcer: this.#enforcer, store, cuts, clock, logger, signal });
    const { latestTime } = options;
    if (latestTime) this.#scope.add(() => latestTime.dispose());
    this.#scope.add(gateway.lost.on(() => this.#enforcer.lost()));
    this.#scope.add(credentials.onChange(() => this.#credentialsChanged()));
    const { proxies } = options;
    if (proxies)
      this.#scope.add(
        proxies.onChange(() => {
          const running = gateway.running();
          if (running) void proxies.push(running);
        }),
      );
    if (ownSets) this.#scope.add(ownSets.onChange(() => this.#setsChanged()));
  }

  /** The newest change of a wanted egress; see `AgentsOnEngine.asOf`. */
  get revision(): number {
    return this.#entries.revision;
  }

  onChange(listener: (change: { agentId: string; state: EgressState }) => void): () => void {
    return this.#entries.changed.on(listener);
  }

  async attach(attachment: EgressAttachment, egress: AgentEgress, signal: AbortSignal): Promise<EgressState> {
    checkEgress(egress);
    const existing = this.#entries.find(attachment.agentId);
    if (existing) this.#entries.drop(existing);
    const entry = this.#entries.add(attachment, egress);
    entry.lastMode = existing?.lastMode;
    const before = existing?.queue.idle ?? Promise.resolve();
    const applied = entry.queue
      .run(async () => {
        await before;
        await this.#enforcer.apply(entry);
      })
      .then(() => entry.pushed);
    await within(applied, this.#clock, ATTACH_WAITS_MS, signal);
    return entry.state;
  }

  async set(agentId: string, egress: AgentEgress): Promise<EgressState> {
    return await this.update(agentId, () => egress, { cutsOff: egress.mode === 'off' });
  }

  async update(
    agentId: string,
    change: (wanted: AgentEgress) => AgentEgress,
    { cutsOff = false }: UpdateOptions = {},
  ): Promise<EgressState> {
    const entry = this.#entries.get(agentId);
    if (cutsOff) return await this.#off.cut(entry, change);
    return await entry.queue.run(async () => {
      entry.controller.signal.throwIfAborted();
      const egress = checkedEgress(change(entry.wanted), this.#clock.now());
      await this.#store.remember(agentId, egress, this.#clock.now());
      entry.record = 'kept';
      await this.#cuts?.remove(agentId);
      this.#entries.want(entry, egress);
      await this.#enforcer.reapply(entry);
      return entry.state;
    });
  }

  /**
   * Lets an agent reach one more service until the returned function is called (repeated calls are no error). The
   * service is not recorded and is not part of the agent's egress.
   */
  async trial(agentId: string, service: HostService): Promise<() => Promise<void>> {
    const entry = this.#entries.get(agentId);
    const setTrial = (trial: HostService | undefined) =>
      entry.queue.run(async () => {
        entry.trial = trial;
        await this.#enforcer.reapply(entry);
      });
    await setTrial(service);
    return async () => {
      if (entry.trial === service) await setTrial(undefined);
    };
  }

  async rules(agentId: string): Promise<{ rules: CompiledRule[]; missingSets: string[] }> {
    const entry = this.#entries.get(agentId);
    const existingIds = new Set(this.#delivery.sets().map(({ id }) => id));
    const missingSets = entry.wanted.sets.filter((id) => !existingIds.has(id));
    return { rules: await this.#delivery.rules(entry), missingSets };
  }

  async setSecrets(agentId: string, secretIds: readonly string[]): Promise<EgressState> {
    const entry = this.#entries.get(agentId);
    return await entry.queue.run(async () => {
      this.#entries.notify(entry);
      entry.attachment = { ...entry.attachment, secretIds };
      // This also cuts a gateway that does not answer, because it might continue to fill in a revoked credential.
      await this.#enforcer.reapply(entry);
      await entry.pushed;
      return entry.state;
    });
  }

  async state(agentId: string): Promise<EgressState> {
    return this.#entries.get(agentId).state;
  }

  list(): Record<string, EgressState> {
    return Object.fromEntries(this.#entries.all().map((entry) => [entry.attachment.agentId, entry.state]));
  }

  async detach(agentId: string): Promise<void> {
    const entry = this.#entries.find(agentId);
    this.#entries.leave(agentId);
    await entry?.queue.idle;
    await this.#store.forget(agentId);
    await this.#cuts?.remove(agentId);
    this.detached.emit(agentId);
    if (this.#entries.size === 0) return await this.#gateway.remove();
    if (entry?.lastMode !== undefined) await this.#enforcer.forget(agentId);
    if (entry) await this.#gateway.disconnect(entry.attachment.networkId);
  }

  /** Call when the engine has made a part of a gateway: without an agent, nobody waits for it. */
  async removeLateGateway(): Promise<void> {
    if (this.#entries.size === 0) await this.#gateway.removeLate();
  }

  /** After (re)connecting to an engine: adopts every agent there and sends the gateway the policies that it lacks. */
  async resync(onEngine: AgentsOnEngine): Promise<void> {
    const entries = this.#entries;
    const { signal } = this.#scope;
    await adoptAgents(onEngine, {
      entries,
      store: this.#store,
      cuts: this.#cuts,
      gateway: this.#gateway,
      signal,
    });
    if (entries.size === 0) return await this.#gateway.remove();
    await Promise.all(
      entries.all().map((entry) =>
        entry.queue.run(async () => {
          await this.#enforcer.apply(entry);
          await this.#off.retryRecord(entry);
        }),
      ),
    );
    // The last agents may have gone since the engine was read.
    if (entries.size === 0) await this.#gateway.remove();
  }

  /**
   * Checks that a gateway can be built on this image; the running one continues. Rejects with `field` `gatewayBase`.
   */
  checkBase(image: string, signal: AbortSignal): Promise<void> {
    return this.#gateway.prepare(signal, image);
  }

  /**
   * Replaces the running gateway by one of the present base image. Rejects, with the old one in force, when that fails.
   */
  async renew(): Promise<void> {
    if (this.#entries.size === 0) return;
    await this.#gateway.prepare(this.#scope.signal);
    await this.#gateway.release();
    await Promise.all(
      this.#entries.all().map((entry) => {
        entry.applied = false;
        return entry.queue.run(() => this.#enforcer.apply(entry));
      }),
    );
  }

  async dispose(): Promise<void> {
    await this.#scope.dispose();
    await this.#gateway.release();
  }

  #credentialsChanged(): void {
    for (const entry of this.#entries.all()) {
      if ((entry.attachment.secretIds ?? []).length > 0)
        void entry.queue.run(() => this.#enforcer.apply(entry));
    }
  }

  #setsChanged(): void {
    for (const entry of this.#entries.all()) {
      if (entry.wanted.sets.length > 0) void entry.queue.run(() => this.#enforcer.reapply(entry));
    }
  }
}
