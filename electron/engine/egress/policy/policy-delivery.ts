import type { AgentEgress } from '../../../contract/agent-spec.ts';
import type { AgentPolicyInput } from '../../../contract/egress.ts';
import { ENGINE_HOST } from '../../../contract/egress-rule.ts';
import type { EgressSet } from '../../../contract/egress-sets.ts';
import { allSets } from '../../../contract/own-sets.ts';
import type { Clock } from '../../../lib/clock.ts';
import { unlessAborted } from '../../../lib/unless-aborted.ts';
import type { NetworkInspect } from '../../docker/api.ts';
import type { Engine } from '../../docker/engine.ts';
import { EGRESS_NETWORK, GATEWAY_ALIAS } from '../../objects/gateway-names.ts';
import { type AppTokens, appTokenId } from '../app-access/app-tokens.ts';
import { type Gateway, isMissing } from '../gateway/gateway.ts';
import type { GatewayCredentials } from '../gateway/gateway-credentials.ts';
import type { GatewayProxies } from '../gateway/gateway-proxies.ts';
import { type CompiledRule, compileRules } from './compile-rules.ts';
import { allowsTraffic, dueEgress, type EgressEntry } from './egress-entry.ts';
import type { LatestTime } from './latest-time.ts';
import { type PolicyParts, policyFor, withoutExpired } from './policy.ts';
import { RuleDeadlines } from './rule-deadlines.ts';

export interface DeliveryOptions {
  engine: () => Engine;
  gateway: Pick<Gateway, 'ensure'>;
  credentials: Pick<GatewayCredentials, 'bindings' | 'renewals' | 'push'>;
  /** Absent where there is no proxy before the internet. */
  proxies?: Pick<GatewayProxies, 'push'> | undefined;
  /** Returns the person's present sets. */
  ownSets?: (() => readonly EgressSet[]) | undefined;
  /** Absent where nothing is written on this machine. */
  latestTime?: Pick<LatestTime, 'wasSetBack' | 'note'> | undefined;
  /** The tokens by which the app knows agents at its MCP server; absent where it serves none. */
  appTokens?: Pick<AppTokens, 'of'> | undefined;
  clock: Clock;
}

/** Compiles an agent's egress into the gateway's policy, and delivers it. */
export class PolicyDelivery {
  readonly #options: DeliveryOptions;
  readonly #deadlines: RuleDeadlines;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#deadlines = new RuleDeadlines(options.clock);
  }

  /**
   * Delivers the entry's policy to the gateway; resolves to the policy that the gateway confirmed. Undefined when the
   * agent's network no longer exists. Rejects when there is no gateway, when it refuses, and with the signal's reason
   * when the delivery is aborted meanwhile.
   */
  async deliver(entry: EgressEntry, signal: AbortSignal): Promise<AgentPolicyInput | undefined> {
    const { gateway: owner, credentials, clock } = this.#options;
    const { agentId, networkId, gatewayAddress, secretIds = [] } = entry.attachment;
    const wasSetBack = (await this.#options.latestTime?.wasSetBack()) ?? false;
    entry.wanted = this.#deadlines.live(entry, entry.wanted, wasSetBack);
    this.#noteTime(entry.wanted);
    const wanted = dueEgress(entry);
    const gateway = await unlessAborted(owner.ensure(), signal);
    const { proxies } = this.#options;
    if (proxies) await unlessAborted(proxies.push(gateway), signal);
    if (!(await this.#join(networkId, gateway.containerId, gatewayAddress, signal))) return undefined;
    const { trial } = entry;
    const egress = trial ? { ...wanted, services: [...wanted.services, trial] } : wanted;
    const parts = await unlessAborted(this.#parts(egress, secretIds), signal);
    const policy = policyFor(agentId, gatewayAddress, egress, parts);
    // There is no `await` between here and the sending, so a message that is sent after an abort is sent after its cause.
    signal.throwIfAborted();
    if (!allowsTraffic(entry.lastMode)) entry.lastMode = wanted.mode;
    const { appTokens } = this.#options;
    if (wanted.mcp && appTokens) {
      const value = appTokens.of(agentId).reveal();
      // Commands run in order; the policy's own answer reports a gateway that has gone.
      gateway.channel
        .send({ type: 'set-secret', secretId: appTokenId(agentId), value })
        .catch(() => undefined);
    }
    await gateway.channel.send({ type: 'set-policy', now: clock.now(), policy });
    signal.throwIfAborted();
    entry.lastMode = wanted.mode;
    // The policy does not wait for the credentials, because a source may take long.
    const reads = policy.rules.some(({ methods, paths }) => methods !== undefined || paths !== undefined);
    entry.pushed = credentials.push(gateway, secretIds, reads);
    return policy;
  }

  /** Notes the time of day while a rule with an end is in force. */
  #noteTime({ temporary }: AgentEgress): void {
    const now = this.#options.clock.now();
    const ends = temporary.flatMap(({ expiresAt }) => (expiresAt === null ? [] : [expiresAt - now]));
    if (ends.length > 0) this.#options.latestTime?.note(Math.max(...ends));
  }

  /** Every rule of an agent's wanted egress, as the gateway receives it. */
  async rules({ wanted, attachment }: Pick<EgressEntry, 'wanted' | 'attachment'>): Promise<CompiledRule[]> {
    const live = withoutExpired(wanted, this.#options.clock.now());
    return compileRules(live, await this.#parts(live, attachment.secretIds ?? []));
  }

  /** All existing sets. */
  sets(): readonly EgressSet[] {
    return allSets(this.#options.ownSets?.() ?? []);
  }

  async #parts({ services }: AgentEgress, secretIds: readonly string[]): Promise<PolicyParts> {
    const needsHost = services.some(({ address }) => address === ENGINE_HOST);
    return {
      sets: this.sets(),
      secrets: this.#options.credentials.bindings(secretIds),
      renewals: this.#options.credentials.renewals(secretIds),
      engineHost: needsHost ? await this.#engineHost() : undefined,
    };
  }

  /**
   * The first address of the gateway's egress network belongs to the engine's machine. Undefined while there is no such
   * network.
   */
  async #engineHost(): Promise<string | undefined> {
    try {
      const { IPAM } = await this.#options.engine().inspectNetwork(EGRESS_NETWORK);
      return IPAM.Config?.[0]?.Gateway;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /**
   * False when the network no longer exists. A connection that has begun is not aborted, because the engine may still
   * make it.
   */
  async #join(
    networkId: string,
    containerId: string,
    address: string,
    signal: AbortSignal,
  ): Promise<boolean> {
    const engine = this.#options.engine();
    let network: NetworkInspect;
    try {
      network = await unlessAborted(engine.inspectNetwork(networkId), signal);
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
    if (!network.Containers || !Object.hasOwn(network.Containers, containerId)) {
      await engine.connectNetwork(networkId, containerId, { address, aliases: [GATEWAY_ALIAS] });
    }
    return true;
  }
}
