import type { AskCard } from '../../electron/contract/asks.ts';
import type { Clock } from '../../electron/lib/clock.ts';

/** An agent can invent hosts, and with them new cards, as fast as it likes. */
export const NOTIFICATION_PAUSE_MS = 30_000;

/** Notifies of an agent's new cards at most once a pause. What comes during a pause is counted, and told after it. */
export class NotificationLimit {
  readonly #clock: Clock;
  readonly #notify: (newest: AskCard, others: number) => void;
  /** Cards that came during the pause of an agent. */
  readonly #pauses = new Map<string, { newest?: AskCard; count: number; cancel: () => void }>();

  constructor(clock: Clock, notify: (newest: AskCard, others: number) => void) {
    this.#clock = clock;
    this.#notify = notify;
  }

  /** `cards` are new, the newest first. */
  add(agentId: string, cards: readonly AskCard[]): void {
    const [newest] = cards;
    if (!newest) return;
    const pause = this.#pauses.get(agentId);
    if (pause) {
      pause.newest = newest;
      pause.count += cards.length;
    } else {
      this.#pause(agentId);
      this.#notify(newest, cards.length - 1);
    }
  }

  dispose(): void {
    for (const { cancel } of this.#pauses.values()) cancel();
    this.#pauses.clear();
  }

  #pause(agentId: string): void {
    const cancel = this.#clock.after(NOTIFICATION_PAUSE_MS, () => this.#end(agentId));
    this.#pauses.set(agentId, { count: 0, cancel });
  }

  #end(agentId: string): void {
    const pause = this.#pauses.get(agentId);
    this.#pauses.delete(agentId);
    if (!pause?.newest) return;
    this.#pause(agentId);
    this.#notify(pause.newest, pause.count - 1);
  }
}
