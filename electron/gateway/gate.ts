import type { Duplex } from 'node:stream';
import type { AgentPolicy, DecisionReason, SecretBinding } from '../contract/egress.ts';
import type { BandwidthLimiter } from './bandwidth-limiter.ts';
import {
  bindingsFor,
  type CompiledPolicy,
  compilePolicy,
  decide,
  decidesByMethod,
  type EgressRequest,
  needsInterception,
  serviceAddress,
  type Verdict,
} from './decide.ts';
import type { Destinations } from './destination.ts';
import { type EchoFilter, EchoFilters } from './echo-filter.ts';
import type { FairScheduler } from './fair-scheduler.ts';
import {
  type BlockDetails,
  blockedRecord,
  Flow,
  type FlowFacts,
  type FlowKind,
  type UnnumberedDecision,
} from './flow.ts';
import { type Answered, type HoldEvents, Holds } from './holds.ts';
import type { HostEnvironment } from './host-environment.ts';
import type { Interception } from './interception.ts';
import type { MemoryBudget, Reservation } from './memory-budget.ts';
import type { Renewals } from './oauth/renewals.ts';
import { type Refusal, refusalFor } from './refusal.ts';
import type { SecretStore } from './secret-store.ts';
import { UpstreamPool } from './upstream-pool.ts';

/** The resources that all agents' gates share. */
export interface GateServices {
  readonly environment: HostEnvironment;
  readonly destinations: Destinations;
  readonly secrets: SecretStore;
  readonly renewals: Renewals;
  readonly interception: Interception;
  readonly holdEvents: HoldEvents;
  readonly scheduler: FairScheduler;
  readonly pace: BandwidthLimiter;
  readonly memory: MemoryBudget;
  record(record: UnnumberedDecision): void;
}

/** The reasons that a person may answer; the mode, a deny rule or the kind of request settles all others. */
const OPEN_QUESTIONS: ReadonlySet<DecisionReason> = new Set([
  'no-rule',
  'port-not-allowed',
  'method-not-allowed',
  'path-not-allowed',
]);

/** "Allow once" covers a tunnel for this long: the person allows the program that connects now, not its later traffic. */
export const ANSWER_HOLDS_MS = 10 * 60_000;

const isOpenQuestion = (verdict: Verdict): verdict is Verdict & { readonly allowed: false } =>
  !verdict.allowed && OPEN_QUESTIONS.has(verdict.reason);

/** The egress of one agent: its policy in force, its open flows, and its held requests. */
export class Gate {
  readonly services: GateServices;
  readonly upstreams: UpstreamPool;
  readonly holds: Holds;
  #policy: CompiledPolicy;
  /**
   * The sender's clock minus our monotonic clock, so that rules expire on time whatever this machine's wall clock
   * shows.
   */
  #clockOffsetMs: number;
  readonly #flows = new Set<Flow>();
  readonly #connections = new Set<Duplex>();
  readonly #echoFilters = new EchoFilters();
  #refusedConnections = 0;

  constructor(policy: AgentPolicy, senderNow: number, services: GateServices) {
    this.services = services;
    this.upstreams = new UpstreamPool(() => services.interception.upstreamContext(), this.reserve);
    this.holds = new Holds(services.holdEvents);
    this.#policy = compilePolicy(policy);
    this.#clockOffsetMs = senderNow - services.environment.monotonicMs();
  }

  get agentId(): string {
    return this.#policy.policy.agentId;
  }

  get policy(): AgentPolicy {
    return this.#policy.policy;
  }

  get openFlows(): number {
    return this.#flows.size;
  }

  /** Registers an agent's connection, so that Off can cut it. */
  track(connection: Duplex): void {
    this.#connections.add(connection);
    connection.once('close', () => this.#connections.delete(connection));
  }

  decide(request: EgressRequest): Verdict {
    return decide(this.#policy, request, this.#policyNow());
  }

  /**
   * Decides; where no rule decides and the policy says so, holds the request for a person's answer.
   * @param answeredUntilMs the end of the answer to the tunnel that carries this request (monotonic)
   */
  async authorize(
    kind: FlowKind,
    request: EgressRequest,
    signal: AbortSignal,
    answeredUntilMs = Number.NEGATIVE_INFINITY,
  ): Promise<Verdict | Answered> {
    const verdict = this.decide(request);
    if (!isOpenQuestion(verdict)) return verdict;
    if (this.services.environment.monotonicMs() < answeredUntilMs)
      return { allowed: true, reason: 'answered' };
    const { holdMs } = this.policy;
    if (holdMs === 0) return verdict;
    return await this.holds.wait({ agentId: this.agentId, kind, request, verdict }, holdMs, signal);
  }

  /** Counts bytes carried for the agent. @returns the milliseconds that their carrier must pause */
  readonly spend = (bytes: number): number => this.services.pace.spend(this.agentId, bytes);

  /** Reserves a part of the gateway's memory for this agent. */
  readonly reserve = (bytes: number, evict: () => void): Reservation =>
    this.services.memory.open(this.agentId, bytes, evict);

  needsInterception(host: string, port: number): boolean {
    return needsInterception(this.#policy, host, port, this.#policyNow());
  }

  decidesByMethod(host: string, port: number): boolean {
    return decidesByMethod(this.#policy, host, port, this.#policyNow());
  }

  bindings(host: string): readonly SecretBinding[] {
    return bindingsFor(this.#policy, host);
  }

  /** Restores placeholders in answers of a host; undefined for a host without credentials. */
  echoFilter(host: string): EchoFilter | undefined {
    const bindings = this.bindings(host);
    if (bindings.length === 0) return undefined;
    return this.#echoFilters.for(bindings, (secretId) => this.services.secrets.get(secretId));
  }

  /** @param costBytes the flow's memory besides the data that waits for a slow reader */
  open(facts: FlowFacts, costBytes: number): Flow {
    const { environment, record } = this.services;
    const flow = new Flow(facts, {
      environment,
      emit: record,
      onEnd: (ended) => this.#flows.delete(ended),
      reserve: (evict) => this.reserve(costBytes, evict),
    });
    if (!flow.ended) this.#flows.add(flow);
    return flow;
  }

  block(facts: FlowFacts, details: BlockDetails = {}): void {
    this.services.record(blockedRecord(facts, this.services.environment.wallMs(), details));
  }

  /** Replaces the record of a flow that was refused after its start with that of a block. @returns the answer */
  refuseFlow(flow: Flow, reason: DecisionReason, rule?: string): Refusal {
    const { host, port } = flow.facts.request;
    const refusal = refusalFor({ host, port, reason, ...(rule === undefined ? {} : { rule }) });
    flow.discard();
    this.block({ ...flow.facts, reason }, { flowId: flow.id, status: refusal.status });
    return refusal;
  }

  /** Counts a connection that was refused or evicted for lack of resources; a flood of them is one record. */
  readonly refuseConnection = (): void => {
    this.#refusedConnections += 1;
  };

  /** Records the count since the last record. */
  reportRefused(): void {
    if (this.#refusedConnections === 0) return;
    const request = { host: '?', port: 0 };
    const { agentId } = this;
    this.block(
      { agentId, kind: 'http', request, reason: 'too-many-connections' },
      { count: this.#refusedConnections },
    );
    this.#refusedConnections = 0;
  }

  /** Applies a policy. @returns the number of flows that it ended */
  apply(policy: AgentPolicy, senderNow: number): number {
    this.#policy = compilePolicy(policy);
    this.#clockOffsetMs = senderNow - this.services.environment.monotonicMs();
    const closed = this.closeDisallowed();
    if (policy.mode === 'off') {
      this.#closeConnections();
      this.upstreams.close();
    }
    this.holds.settleDecided((request) => this.decide(request), isOpenQuestion);
    return closed;
  }

  /** Ends every flow that the policy does not allow now. */
  closeDisallowed(): number {
    return this.#closeFlows((flow) => !this.#stillAllowed(flow));
  }

  /** Ends every flow that uses a secret which is no longer valid. */
  closeUsing(secretId: string): number {
    return this.#closeFlows((flow) => flow.secretIds.includes(secretId));
  }

  /** Announces open flows that are older than that to the audit. */
  announceOlderThan(ageMs: number): void {
    for (const flow of this.#flows) if (flow.ageMs >= ageMs) flow.announce();
  }

  /** Ends everything. @returns the number of ended flows */
  close(): number {
    const closed = this.#closeFlows(() => true);
    this.#closeConnections();
    this.holds.settleDecided(
      () => ({ allowed: false, reason: 'mode-off' }),
      () => false,
    );
    this.upstreams.close();
    return closed;
  }

  #policyNow(): number {
    return this.services.environment.monotonicMs() + this.#clockOffsetMs;
  }

  #stillAllowed(flow: Flow): boolean {
    const { request, kind, rule, reason } = flow.facts;
    const verdict = this.decide(request);
    if (!verdict.allowed)
      return reason === 'answered' && isOpenQuestion(verdict) && flow.ageMs < ANSWER_HOLDS_MS;
    if (serviceAddress(verdict) !== rule?.service?.address) return false;
    // Neither an opaque tunnel nor its protocol can be checked again later.
    if (kind !== 'tunnel') return true;
    if (rule?.anyProtocol === true && verdict.rule?.anyProtocol !== true) return false;
    return !this.needsInterception(request.host, request.port);
  }

  #closeFlows(shouldClose: (flow: Flow) => boolean): number {
    const flows = [...this.#flows].filter(shouldClose);
    for (const flow of flows) flow.close('closed-by-policy');
    return flows.length;
  }

  #closeConnections(): void {
    for (const connection of this.#connections) connection.destroy();
  }
}
