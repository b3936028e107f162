import { randomUUID } from 'node:crypto';
import type { Decision, DecisionReason, EgressRule, FlowError } from '../contract/egress.ts';
import type { EgressRequest } from './decide.ts';
import type { HostEnvironment } from './host-environment.ts';
import type { Reservation } from './memory-budget.ts';

/** A record that the output has not numbered yet. */
export type UnnumberedDecision = Omit<Decision, 'seq'>;

export type FlowKind = 'http' | 'tunnel' | 'websocket';

export interface FlowFacts {
  readonly agentId: string;
  readonly kind: FlowKind;
  readonly request: EgressRequest;
  readonly reason: DecisionReason;
  readonly rule?: EgressRule | undefined;
  /** For the audit of a tunnel, whose request has no method. */
  readonly shownMethod?: string;
}

export interface FlowContext {
  readonly environment: HostEnvironment;
  emit(record: UnnumberedDecision): void;
  onEnd(flow: Flow): void;
  /** Reserves the flow's part of the agent's memory. */
  reserve(evict: () => void): Reservation;
}

/** One allowed exchange from decision to end. The opener must end it exactly once, also after an error. */
export class Flow {
  readonly id = randomUUID();
  readonly facts: FlowFacts;
  status: number | undefined;
  secretNames: readonly string[] = [];
  secretIds: readonly string[] = [];
  /** The names of secrets whose placeholder was sent unfilled. */
  readonly unfilledNames = new Set<string>();
  /** The bytes so far; the carrier sets them. */
  count: () => { readonly up: number; readonly down: number } = () => ({ up: 0, down: 0 });
  /** The flow's part of the gateway's memory. */
  readonly memory: Reservation;
  readonly #context: FlowContext;
  readonly #time: number;
  readonly #startedAt: number;
  readonly #closers = new Set<() => void>();
  #announced = false;
  #ended = false;

  constructor(facts: FlowFacts, context: FlowContext) {
    this.facts = facts;
    this.#context = context;
    this.#time = context.environment.wallMs();
    this.#startedAt = context.environment.monotonicMs();
    this.memory = context.reserve(() => this.close('over-limit'));
  }

  get ended(): boolean {
    return this.#ended;
  }

  get ageMs(): number {
    return this.#context.environment.monotonicMs() - this.#startedAt;
  }

  /** Registers a clean-up for `close`; runs it at once when the flow is already over. */
  closes(closer: () => void): void {
    if (this.#ended) closer();
    else this.#closers.add(closer);
  }

  /** Announces a flow to the audit that will stay open for a while. */
  announce(): void {
    if (this.#announced || this.#ended) return;
    this.#announced = true;
    this.#context.emit(this.#record(false, undefined));
  }

  end(error?: FlowError): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#closers.clear();
    this.#context.emit(this.#record(true, error));
    this.memory.close();
    this.#context.onEnd(this);
  }

  /** Ends the flow without a record, because another one replaces it (a block, or the requests inside a tunnel). */
  discard(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#closers.clear();
    this.memory.close();
    this.#context.onEnd(this);
  }

  /** Ends the flow and destroys its sockets. */
  close(error: FlowError): void {
    const closers = [...this.#closers];
    this.end(error);
    for (const closer of closers) closer();
  }

  #record(final: boolean, error: FlowError | undefined): UnnumberedDecision {
    const { up, down } = this.count();
    return {
      ...factFields(this.facts),
      flowId: this.id,
      final,
      time: this.#time,
      verdict: 'allowed',
      ...(this.status === undefined ? {} : { status: this.status }),
      ...(error === undefined ? {} : { error }),
      ...(this.secretNames.length === 0
        ? {}
        : { secretNames: [...this.secretNames], secretIds: [...this.secretIds] }),
      ...(this.unfilledNames.size === 0 ? {} : { unfilledSecretNames: [...this.unfilledNames] }),
      bytesUp: up,
      bytesDown: down,
      durationMs: Math.round(this.ageMs * 10) / 10,
    };
  }
}

export interface BlockDetails {
  readonly status?: number;
  /** For a flow that was opened (and perhaps announced) before it was refused. */
  readonly flowId?: string;
  /** The number of equal requests that the record counts. */
  readonly count?: number;
}

/** The record of a request that was refused. */
export function blockedRecord(facts: FlowFacts, timeMs: number, block: BlockDetails): UnnumberedDecision {
  const { status, flowId, count } = block;
  return {
    ...factFields(facts),
    flowId: flowId ?? randomUUID(),
    final: true,
    time: timeMs,
    ...(facts.request.sourcePort === undefined ? {} : { sourcePort: facts.request.sourcePort }),
    verdict: 'blocked',
    ...(status === undefined ? {} : { status }),
    ...(count === undefined ? {} : { count }),
    bytesUp: 0,
    bytesDown: 0,
    durationMs: 0,
  };
}

const PATH_SHOWN_LENGTH = 1_000;

function factFields(
  facts: FlowFacts,
): Pick<Decision, 'agentId' | 'kind' | 'host' | 'port' | 'reason' | 'ruleId' | 'method' | 'path'> {
  const { request, rule } = facts;
  const method = request.method ?? facts.shownMethod;
  return {
    agentId: facts.agentId,
    kind: facts.kind,
    ...(method === undefined ? {} : { method }),
    host: request.host,
    port: request.port,
    ...(request.path === undefined ? {} : { path: request.path.path.slice(0, PATH_SHOWN_LENGTH) }),
    reason: facts.reason,
    ...(rule === undefined ? {} : { ruleId: rule.id }),
  };
}
