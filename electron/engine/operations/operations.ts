import { randomUUID } from 'node:crypto';
import { type AppError, AppFailure } from '../../contract/error.ts';
import type { Operation, OperationStep } from '../../contract/operation.ts';
import type { Clock } from '../../lib/clock.ts';
import { Emitter } from '../../lib/emitter.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Semaphore } from '../../lib/semaphore.ts';
import { pendingSteps, runSteps, type Step, type StepsResult } from './run-steps.ts';

/** Number of finished operations that stay listed; the oldest are dropped first. */
const KEPT_FINISHED = 50;
/** A pull reports progress many times a second; a window needs no more than one update per interval. */
const PROGRESS_INTERVAL_MS = 100;

export interface OperationRequest {
  kind: Operation['kind'];
  title: string;
  agentId?: string;
  steps: readonly Step[];
  /** The semaphore that the operation waits for; its steps stay pending meanwhile. */
  queue?: Semaphore;
}

interface Entry {
  operation: Operation;
  controller: AbortController;
  ended: Promise<Operation>;
}

/** Long-running operations by id: starts, lists, watches, cancels and dismisses them. */
export class Operations {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #entries = new Map<string, Entry>();
  readonly #changed = new Emitter<Operation>();
  readonly #dismissed = new Emitter<string>();
  readonly #reportedAt = new Map<string, number>();

  constructor(options: { clock: Clock; logger: Logger }) {
    this.#clock = options.clock;
    this.#logger = options.logger.child('operations');
  }

  onChange(listener: (operation: Operation) => void): () => void {
    return this.#changed.on(listener);
  }

  onDismiss(listener: (operationId: string) => void): () => void {
    return this.#dismissed.on(listener);
  }

  list(): Operation[] {
    return [...this.#entries.values()].map((entry) => entry.operation);
  }

  /** Starts at once, or when its queue admits it; returns the operation's first state. */
  start(request: OperationRequest): Operation {
    const operation: Operation = {
      id: randomUUID(),
      kind: request.kind,
      title: request.title,
      ...(request.agentId === undefined ? {} : { agentId: request.agentId }),
      status: 'running',
      steps: pendingSteps(request.steps),
      startedAt: this.#clock.now(),
    };
    const controller = new AbortController();
    const ended = this.#run(operation.id, request, controller.signal);
    this.#entries.set(operation.id, { operation, controller, ended });
    this.#changed.emit(operation);
    return operation;
  }

  /** A finished operation is no error. Throws `not-found`. */
  cancel(operationId: string): void {
    const entry = this.#find(operationId);
    if (entry.operation.status !== 'running') return;
    this.#update(operationId, { status: 'cancelling' });
    entry.controller.abort(new Error('cancelled'));
  }

  /** Removes a finished operation from the list; throws `conflict` while it runs. An unknown one is no error. */
  dismiss(operationId: string): void {
    const entry = this.#entries.get(operationId);
    if (!entry) return;
    if (entry.operation.finishedAt === undefined) {
      throw new AppFailure({ type: 'conflict', message: 'This is still running. Cancel it first.' });
    }
    this.#forget(operationId);
  }

  /** Resolves to the operation when it has ended, whatever its result. */
  async ended(operationId: string): Promise<Operation> {
    return await this.#find(operationId).ended;
  }

  /** Cancels running operations and waits until they are undone. */
  async dispose(): Promise<void> {
    for (const { id } of this.list()) this.cancel(id);
    await Promise.all([...this.#entries.values()].map((entry) => entry.ended));
  }

  async #run(id: string, request: OperationRequest, signal: AbortSignal): Promise<Operation> {
    // Starts after `start` has listed the operation.
    await Promise.resolve();
    const result = await this.#runInTurn(id, request, signal);
    const finishedAt = this.#clock.now();
    if (result.status === 'done') {
      this.#update(id, { status: 'done', finishedAt });
    } else {
      for (const error of result.undoErrors) this.#logger.error('undo failed', { id, error });
      const error = this.#toError(id, result);
      this.#update(id, { status: result.status, finishedAt, ...(error ? { error } : {}) });
    }
    const { operation } = this.#find(id);
    this.#trim();
    return operation;
  }

  async #runInTurn(id: string, request: OperationRequest, signal: AbortSignal): Promise<StepsResult> {
    let leave: (() => void) | undefined;
    try {
      leave = await request.queue?.enter(signal);
      return await runSteps(request.steps, signal, (stepId, change) => this.#updateStep(id, stepId, change));
    } catch (error) {
      if (signal.aborted) return { status: 'cancelled', undoErrors: [] };
      return { status: 'failed', error, undoErrors: [] };
    } finally {
      leave?.();
    }
  }

  #toError(id: string, result: Exclude<StepsResult, { status: 'done' }>): AppError | undefined {
    const error = result.status === 'failed' ? this.#describe(id, result.error) : undefined;
    if (result.undoErrors.length === 0) return error;
    const reasons = result.undoErrors.map((undoError) => this.#describe(id, undoError).message);
    // An engine that is gone fails every undo for the same reason.
    const rest = [...new Set(reasons)].filter((reason) => reason !== error?.message).join(' ');
    return {
      ...(error ?? { type: 'conflict', actions: [] }),
      message: `${error?.message ?? 'Cancelled.'} Not everything could be taken back${rest === '' ? '.' : `: ${rest}`}`,
      actions: [...(error?.actions ?? []), { kind: 'clean-up', label: 'Clean up' }],
    };
  }

  #describe(id: string, error: unknown): AppError {
    if (error instanceof AppFailure) return error.error;
    this.#logger.error('operation failed', { id, error });
    return {
      type: 'internal',
      message: `Something went wrong inside Bulkhead (error ${id.slice(0, 8)}).`,
      actions: [],
      raw: error instanceof Error ? error.message : String(error),
    };
  }

  #updateStep(id: string, stepId: string, change: Partial<OperationStep>): void {
    const { operation } = this.#find(id);
    const onlyProgress =
      (change.progress !== undefined || change.output !== undefined) && change.status === undefined;
    const timed = { ...change, ...stepTimes(change.status, this.#clock.now()) };
    const steps = operation.steps.map((step) => (step.id === stepId ? { ...step, ...timed } : step));
    this.#update(id, { steps }, onlyProgress);
  }

  /** `quiet` changes are reported at most every 100 ms; the next change, or the end, includes the withheld ones. */
  #update(id: string, change: Partial<Operation>, quiet = false): void {
    const entry = this.#find(id);
    entry.operation = { ...entry.operation, ...change };
    const now = this.#clock.now();
    if (quiet && now - (this.#reportedAt.get(id) ?? 0) < PROGRESS_INTERVAL_MS) return;
    if (quiet) this.#reportedAt.set(id, now);
    this.#changed.emit(entry.operation);
  }

  #trim(): void {
    const finished = this.list().filter((operation) => operation.finishedAt !== undefined);
    // Sorts by end: an operation that took longer than fifty others has only just finished.
    finished.sort((a, b) => (a.finishedAt ?? 0) - (b.finishedAt ?? 0));
    for (const { id } of finished.slice(0, -KEPT_FINISHED)) this.#forget(id);
  }

  #forget(id: string): void {
    this.#entries.delete(id);
    this.#reportedAt.delete(id);
    this.#dismissed.emit(id);
  }

  #find(id: string): Entry {
    return this.#entries.get(id) ?? this.#missing(id);
  }

  #missing(id: string): never {
    throw new AppFailure({ type: 'not-found', message: `There is no operation ${id}.` });
  }
}

/** The times that go with a new status of a step. What was undone keeps the times of its work. */
function stepTimes(
  status: OperationStep['status'] | undefined,
  now: number,
): Pick<OperationStep, 'startedAt' | 'finishedAt'> {
  switch (status) {
    case 'running':
      return { startedAt: now };
    case 'done':
    case 'failed':
    case 'skipped':
      return { finishedAt: now };
    default:
      return {};
  }
}
