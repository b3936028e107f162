import type { CallName, CallOutput, EventName, EventPayload } from '../../electron/contract/registry.ts';
import type { SliceClient } from './slices/slice.ts';

/** A fake engine host that answers with the given outputs, counts calls, and sends events on demand. */
export class FakeClient implements SliceClient {
  readonly calls: CallName[] = [];
  readonly #answers: Partial<{ [N in CallName]: CallOutput<N> }>;
  readonly #listeners = new Map<EventName, Set<(payload: never) => void>>();

  constructor(answers: Partial<{ [N in CallName]: CallOutput<N> }> = {}) {
    this.#answers = answers;
  }

  async call<N extends CallName>(name: N): Promise<CallOutput<N>> {
    this.calls.push(name);
    return this.#answers[name] as CallOutput<N>;
  }

  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  send<N extends EventName>(name: N, payload: EventPayload<N>): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(payload as never);
  }

  /** How many subscriptions are open. */
  get subscriptions(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }
}
