const LIMIT = 1_000;

/** Keeps the answers to questions about hosts for a while; those that are asked for at the same time share one. */
export class RecentAnswers<T> {
  readonly #freshMs: number;
  readonly #monotonicMs: () => number;
  readonly #answers = new Map<string, { readonly until: number; readonly answer: Promise<T> }>();

  constructor(freshMs: number, monotonicMs: () => number) {
    this.#freshMs = freshMs;
    this.#monotonicMs = monotonicMs;
  }

  /** Rejects as `ask` does; a failure is not kept. */
  get(host: string, ask: () => Promise<T>): Promise<T> {
    const now = this.#monotonicMs();
    const kept = this.#answers.get(host);
    if (kept !== undefined && now < kept.until) return kept.answer;
    this.#answers.delete(host);
    const oldest = this.#answers.keys().next().value;
    if (this.#answers.size >= LIMIT && oldest !== undefined) this.#answers.delete(oldest);
    const answer = ask();
    this.#answers.set(host, { until: now + this.#freshMs, answer });
    // The caller handles the failure.
    answer.catch(() => this.#answers.delete(host));
    return answer;
  }
}
