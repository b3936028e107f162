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
import type { SecretStore } from './secret-store.ts';
import { UpstreamPool } from './upstream-pool.ts';

/** What all agents' gates share. */
export interface GateServices {
  readonly environment: HostEnvironment;
  readonly destinations: Destinations;
  readonly secrets: SecretStore;
  readonly interception: Interception;
  readonly holdEvents: HoldEvents;
  readonly scheduler: FairScheduler;
  readonly pace: BandwidthLimiter;
  readonly memory: MemoryBudget;
  record(record: UnnumberedDecision): void;
}

/** Questions that a person may answer; everything else is settled by mode, deny rule or the nature of the request. */
const OPEN_QUESTIONS: ReadonlySet<DecisionReason> = new Set([
  'no-rule',
  'port-not-allowed',
  'method-not-allowed',
  'path-not-allowed',
]);

/** "Allow once" on a tunnel means what the person saw: a program that connects now, not whatever it does tomorrow. */
export const ANSWER_HOLDS_MS = 10 * 60_000;

const isOpenQuestion = (verdict: Verdict): verdict is Verdict & { readonly allowed: false } =>
  !verdict.allowed && OPEN_QUESTIONS.has(verdict.reason);

/** One agent's way out: its policy in force, its open flows, and the requests that wait for an answer. */
export class Gate {
  readonly services: GateServices;
  readonly upstreams: UpstreamPool;
  readonly holds: Holds;
  #policy: CompiledPolicy;
  /** Sender's clock minus our monotonic clock, so that rules expire right whatever this machine's wall clock says. */
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

  /** Keeps an agent's connection at hand, to cut it when egress goes Off. */
  track(connection: Duplex): void {
    this.#connections.add(connection);
    connection.once('close', () => this.#connections.delete(connection));
  }

  decide(request: EgressRequest): Verdict {
    return decide(this.#policy, request, this.#policyNow());
  }

  /**
   * Decides, and if the policy says so waits for a person where no rule has decided.
   * @param answeredUntilMs how long the answer to the tunnel that this request came through holds (monotonic)
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

  /** Tells of bytes that were carried for the agent. @returns milliseconds that their carrier has to rest */
  readonly spend = (bytes: number): number => this.services.pace.spend(this.agentId, bytes);

  /** Takes a part of the gateway's memory for this agent. */
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

  /** What puts placeholders back into answers of a host; undefined for a host without credentials. */
  echoFilter(host: string): EchoFilter | undefined {
    const bindings = this.bindings(host);
    if (bindings.length === 0) return undefined;
    return this.#echoFilters.for(bindings, (secretId) => this.services.secrets.get(secretId));
  }

  /** @param costBytes what the flow holds besides what waits for a slow reader */
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

  /** Counts a connection that was refused or given up for want of room; a flood of them is one record. */
  readonly refuseConnection = (): void => {
    this.#refusedConnections += 1;
  };

  /** Records what was counted since the last time. */
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

  /** Puts a policy in force. @returns how many flows it ended */
  apply(policy: AgentPolicy, senderNow: number): number {
    this.#policy = compilePolicy(policy);
    this.#clockOffsetMs = senderNow - this.services.environment.monotonicMs();
    const closed = this.closeDisallowed();
    if (policy.mode === 'off') {
      this.#closeConnections();
      this.upstreams.close();
    }
    this.holds.reconsider((request) => this.decide(request), isOpenQuestion);
    return closed;
  }

  /** Ends every flow that the policy, at this moment, would not allow. */
  closeDisallowed(): number {
    return this.#closeFlows((flow) => !this.#stillAllowed(flow));
  }

  /** Ends every flow that uses a secret which is no longer valid. */
  closeUsing(secretId: string): number {
    return this.#closeFlows((flow) => flow.secretIds.includes(secretId));
  }

  /** Puts flows that stay open into the audit once they are older than that. */
  announceOlderThan(ageMs: number): void {
    for (const flow of this.#flows) if (flow.ageMs >= ageMs) flow.announce();
  }

  /** Ends everything. @returns how many flows that were */
  close(): number {
    const closed = this.#closeFlows(() => true);
    this.#closeConnections();
    this.holds.reconsider(
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
    // An opaque tunnel cannot be inspected after the fact, nor can its protocol be checked again.
    if (kind !== 'tunnel') return true;
    if (rule?.anyProtocol === true && verdict.rule?.anyProtocol !== true) return false;
    return !this.needsInterception(request.host, request.port);
  }

  #closeFlows(doomed: (flow: Flow) => boolean): number {
    const flows = [...this.#flows].filter(doomed);
    for (const flow of flows) flow.close('closed-by-policy');
    return flows.length;
  }

  #closeConnections(): void {
    for (const connection of this.#connections) connection.destroy();
  }
}
