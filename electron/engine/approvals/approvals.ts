import type { Approval, ApprovalRequest } from '../../contract/approvals.ts';
import { AppFailure } from '../../contract/error.ts';
import type { Clock } from '../../lib/clock.ts';
import { Emitter } from '../../lib/emitter.ts';

/** The limits of waiting requests: a person would not answer more, and no client may hide those of another. */
const MAXIMUM_WAITING = 20;
const MAXIMUM_OF_CLIENT = 5;

interface Waiting {
  readonly approval: Approval;
  settle(refusal?: AppFailure): void;
}

/**
 * Requests of programs that a person must allow, each once. In memory only: a program whose connection ends, and with it
 * its request, has nothing left to allow.
 */
export class Approvals {
  readonly changed = new Emitter<void>();
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Waiting>();
  #watchers = 0;
  #nextId = 1;

  constructor({ clock }: { clock: Clock }) {
    this.#clock = clock;
  }

  /** The oldest first. */
  list(): Approval[] {
    return [...this.#waiting.values()].map(({ approval }) => approval);
  }

  /** Counts somebody who shows the requests to a person, until the returned function is called. */
  addWatcher(): () => void {
    this.#watchers += 1;
    return () => {
      this.#watchers -= 1;
    };
  }

  /** Resolves when a person allows the request; rejects with `not-allowed` otherwise, and with the signal's reason. */
  async request({ waitMs, ...request }: ApprovalRequest, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#assertRoom(request.client);
    const askedAt = this.#clock.now();
    const id = String(this.#nextId++);
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => settle(signal.reason);
      const settle = (refusal?: unknown) => {
        cancel();
        signal.removeEventListener('abort', onAbort);
        this.#waiting.delete(id);
        this.changed.emit();
        if (refusal === undefined) resolve();
        else reject(refusal);
      };
      const cancel = this.#clock.after(waitMs, () => settle(refused('Nobody answered in time.')));
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.set(id, { approval: { ...request, id, askedAt, until: askedAt + waitMs }, settle });
      this.changed.emit();
    });
  }

  /** Throws `not-found` when the request no longer waits. */
  answer(approvalId: string, allow: boolean): void {
    const waiting = this.#waiting.get(approvalId);
    if (!waiting)
      throw new AppFailure({ type: 'not-found', message: 'This request no longer waits for an answer.' });
    waiting.settle(allow ? undefined : refused('The person denied it.'));
  }

  /** Refuses everything that waits. */
  dispose(): void {
    for (const { settle } of [...this.#waiting.values()]) settle(refused('Bulkhead is ending.'));
  }

  #assertRoom(client: string): void {
    if (this.#watchers === 0) {
      throw refused(
        'It needs a person’s approval, and nobody can be asked: no window of Bulkhead is open. Open the app, or run “bulkhead approvals --follow”, and try again.',
      );
    }
    const ofClient = this.list().filter((approval) => approval.client === client).length;
    if (this.#waiting.size >= MAXIMUM_WAITING || ofClient >= MAXIMUM_OF_CLIENT)
      throw refused('Too many requests wait for a person already. Try again when they are answered.');
  }
}

function refused(message: string): AppFailure {
  return new AppFailure({ type: 'not-allowed', message });
}
