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
import { type Gateway, isMissing } from '../gateway/gateway.ts';
import type { GatewayCredentials } from '../gateway/gateway-credentials.ts';
import { type CompiledRule, compileRules } from './compile-rules.ts';
import { dueEgress, type EgressEntry, letsThrough } from './egress-entry.ts';
import { type PolicyParts, policyFor, withoutExpired } from './policy.ts';
import { RuleDeadlines } from './rule-deadlines.ts';

export interface DeliveryOptions {
  engine: () => Engine;
  gateway: Pick<Gateway, 'ensure'>;
  credentials: Pick<GatewayCredentials, 'bindings' | 'push'>;
  /** The person's own sets as they are now. */
  ownSets?: (() => readonly EgressSet[]) | undefined;
  clock: Clock;
}

/** Turns what an agent's egress says into the gateway's policy, and brings it there. */
export class PolicyDelivery {
  readonly #options: DeliveryOptions;
  readonly #deadlines: RuleDeadlines;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#deadlines = new RuleDeadlines(options.clock);
  }

  /**
   * Brings the gateway to what the entry wants; resolves to the policy that it confirmed. Undefined when the agent's
   * network is gone: there is nothing left to serve. Rejects when there is no gateway, when it refuses, and with the
   * signal's reason when the delivery is given up meanwhile.
   */
  async deliver(entry: EgressEntry, signal: AbortSignal): Promise<AgentPolicyInput | undefined> {
    const { gateway: owner, credentials, clock } = this.#options;
    const { agentId, networkId, gatewayAddress, secretIds = [] } = entry.attachment;
    entry.wanted = this.#deadlines.live(entry, entry.wanted);
    const wanted = dueEgress(entry);
    const gateway = await unlessAborted(owner.ensure(), signal);
    if (!(await this.#join(networkId, gateway.containerId, gatewayAddress, signal))) return undefined;
    const { trial } = entry;
    const asked = trial ? { ...wanted, services: [...wanted.services, trial] } : wanted;
    const parts = await unlessAborted(this.#parts(asked, secretIds), signal);
    const policy = policyFor(agentId, gatewayAddress, asked, parts);
    // From here on to the sending nothing waits: what is sent after an abort is sent after what aborted it.
    signal.throwIfAborted();
    if (!letsThrough(entry.held)) entry.held = wanted.mode;
    await gateway.channel.send({ type: 'set-policy', now: clock.now(), policy });
    signal.throwIfAborted();
    entry.held = wanted.mode;
    // Not waited for: a source may take long, and the policy must not.
    const reads = policy.rules.some(({ methods, paths }) => methods !== undefined || paths !== undefined);
    entry.pushed = credentials.push(gateway, secretIds, reads);
    return policy;
  }

  /** Every rule of an agent with what it wants now, as the gateway gets them. */
  async rules({ wanted, attachment }: Pick<EgressEntry, 'wanted' | 'attachment'>): Promise<CompiledRule[]> {
    const live = withoutExpired(wanted, this.#options.clock.now());
    return compileRules(live, await this.#parts(live, attachment.secretIds ?? []));
  }

  /** All sets there are. */
  sets(): readonly EgressSet[] {
    return allSets(this.#options.ownSets?.() ?? []);
  }

  async #parts({ services }: AgentEgress, secretIds: readonly string[]): Promise<PolicyParts> {
    const needsHost = services.some(({ address }) => address === ENGINE_HOST);
    return {
      sets: this.sets(),
      secrets: this.#options.credentials.bindings(secretIds),
      engineHost: needsHost ? await this.#engineHost() : undefined,
    };
  }

  /** The engine's machine has the first address of the gateway's way out. Unknown while there is no such network. */
  async #engineHost(): Promise<string | undefined> {
    try {
      const { IPAM } = await this.#options.engine().inspectNetwork(EGRESS_NETWORK);
      return IPAM.Config?.[0]?.Gateway;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** False when there is no such network any more. A connection that has begun is not given up: it may still be made. */
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
