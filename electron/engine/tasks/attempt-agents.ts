import type { AgentSpec } from '../../contract/agent-spec.ts';
import { AppFailure } from '../../contract/error.ts';
import type { Operation } from '../../contract/operation.ts';
import type { Clock } from '../../lib/clock.ts';
import type { AgentProvisioner } from '../creation/agent-provisioner.ts';
import type { Operations } from '../operations/operations.ts';
import type { Records } from './records.ts';
import type { AttemptRecord, ReservedAgent } from './task-record.ts';

export interface AttemptAgentsOptions {
  operations: Operations;
  provisioner: Pick<AgentProvisioner, 'create' | 'agree' | 'createAgreed'>;
  /** Called with the creation of an agent that must be verified after its start. */
  verifyCreated(operation: Operation): void;
  records: Records;
  clock: Clock;
}

/** The part of an attempt’s record that says what became of its agent. */
type OfAgent = Pick<AttemptRecord, 'agentId' | 'stopAsked' | 'waiting' | 'end'> & { operation?: Operation };

/** The agents of attempts: created at once, or later when it is their turn. */
export class AttemptAgents {
  readonly #options: AttemptAgentsOptions;

  constructor(options: AttemptAgentsOptions) {
    this.#options = options;
  }

  /** Starts the creation. The first agent of a task must be possible; a later one that is not becomes a failed attempt. */
  async create(wanted: ReservedAgent, isFirst: boolean, signal: AbortSignal): Promise<OfAgent> {
    return await this.#unless(isFirst, async () => {
      const { spec, confirmed, verify } = wanted;
      const operation = await this.#options.provisioner.create({ spec, confirmed }, signal);
      if (verify) this.#options.verifyCreated(operation);
      return { agentId: operation.agentId ?? '', operation, stopAsked: false };
    });
  }

  /** Checks the agent, which `createReserved` creates. As `create` for one that is not possible. */
  async reserve(wanted: ReservedAgent, isFirst: boolean, signal: AbortSignal): Promise<OfAgent> {
    return await this.#unless(isFirst, async () => {
      const spec: AgentSpec = await this.#options.provisioner.agree(wanted, signal);
      return { agentId: '', stopAsked: false, waiting: { ...wanted, spec } };
    });
  }

  /** Creates what was reserved, unless the attempt was stopped or discarded meanwhile. Rejects as the creation does. */
  async createReserved(
    taskId: string,
    attemptId: string,
    { spec, confirmed, verify }: ReservedAgent,
    signal: AbortSignal,
  ): Promise<void> {
    const { provisioner, verifyCreated, records, operations } = this.#options;
    const operation = await provisioner.createAgreed({ spec, confirmed }, signal);
    if (verify) verifyCreated(operation);
    let isWanted = false;
    records.change(taskId, attemptId, ({ waiting: _, ...attempt }) => {
      isWanted = !attempt.stopAsked && !attempt.end;
      return isWanted ? { ...attempt, agentId: operation.agentId ?? '' } : attempt;
    });
    if (isWanted) this.follow(taskId, attemptId, operation);
    else operations.cancel(operation.id);
  }

  /** Ends the attempt when the creation of its agent fails. */
  follow(taskId: string, attemptId: string, { id }: Operation): void {
    void this.#options.operations.ended(id).then(({ status, error }) => {
      if (status !== 'done')
        this.endUnbegun(taskId, attemptId, error?.message ?? 'The creation of its agent was cancelled.');
    });
  }

  endUnbegun(taskId: string, attemptId: string, message: string): void {
    const end = this.#notBegun(message);
    this.#options.records.change(taskId, attemptId, ({ waiting: _, ...current }) =>
      current.stopAsked
        ? { ...current, end: { kind: 'stopped', at: end.at } }
        : { ...current, end: current.end ?? end },
    );
  }

  async #unless(isFirst: boolean, make: () => Promise<OfAgent>): Promise<OfAgent> {
    try {
      return await make();
    } catch (error) {
      if (isFirst || !(error instanceof AppFailure)) throw error;
      return { agentId: '', stopAsked: false, end: this.#notBegun(error.message) };
    }
  }

  #notBegun(message: string): NonNullable<AttemptRecord['end']> {
    return { kind: 'not-begun', at: this.#options.clock.now(), message };
  }
}
