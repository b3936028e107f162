import { NOTIFICATION_BODY_LENGTH } from '../contract/notification-length.ts';
import type { Clock } from '../lib/clock.ts';

export interface AgentNotification {
  title: string;
  body: string;
  /** null: it is about no agent, and a click shows the fleet. */
  agentId: string | null;
}

/** The pause between notifications about the same agent, so that the person has time to look. */
export const SAME_AGENT_MS = 30_000;
/** So many notifications are shown in any `PERIOD_MS`, so that many agents do not flood the desktop. */
export const PERIOD_LIMIT = 3;
export const PERIOD_MS = 10_000;

interface Waiting {
  newest: AgentNotification;
  /** How many came before it and were not shown. */
  others: number;
}

/**
 * Passes on each agent's first notification at once. What comes too soon waits: of each agent the newest is shown, with
 * the number of others, and many agents' in one.
 */
export class NotificationLimit {
  readonly #clock: Clock;
  readonly #show: (notification: AgentNotification) => void;
  readonly #waiting = new Map<string | null, Waiting>();
  /** When each agent may be shown again. */
  readonly #nextOf = new Map<string | null, number>();
  /** When the newest `PERIOD_LIMIT` were shown, the oldest first. */
  #shownAt: number[] = [];
  #cancel = () => {};

  constructor(clock: Clock, show: (notification: AgentNotification) => void) {
    this.#clock = clock;
    this.#show = show;
  }

  add(notification: AgentNotification): void {
    const { agentId } = notification;
    const earlier = this.#waiting.get(agentId);
    this.#waiting.set(agentId, { newest: notification, others: earlier ? earlier.others + 1 : 0 });
    this.#showDue();
  }

  /** Forgets what waits and what was shown, because the person has looked at the app. */
  reset(): void {
    this.#cancel();
    this.#waiting.clear();
    this.#nextOf.clear();
    this.#shownAt = [];
  }

  #showDue(): void {
    this.#cancel();
    if (this.#waiting.size === 0) return;
    const now = this.#clock.monotonic();
    const dueAt = Math.max(this.#periodEnd(), Math.min(...[...this.#waiting.keys()].map(this.#pauseEnd)));
    if (dueAt > now) {
      this.#cancel = this.#clock.after(dueAt - now, () => this.#showDue());
      return;
    }
    const due = [...this.#waiting].filter(([agentId]) => this.#pauseEnd(agentId) <= now);
    for (const [agentId] of due) {
      this.#waiting.delete(agentId);
      this.#nextOf.set(agentId, now + SAME_AGENT_MS);
    }
    this.#shownAt = [...this.#shownAt, now].slice(-PERIOD_LIMIT);
    this.#show(inOne(due.map(([, waiting]) => waiting)));
    this.#showDue();
  }

  readonly #pauseEnd = (agentId: string | null): number => this.#nextOf.get(agentId) ?? 0;

  #periodEnd(): number {
    const [oldest = 0] = this.#shownAt;
    return this.#shownAt.length < PERIOD_LIMIT ? 0 : oldest + PERIOD_MS;
  }
}

function inOne(waiting: readonly Waiting[]): AgentNotification {
  const [only] = waiting;
  if (only && waiting.length === 1) return withNumber(only);
  const count = waiting.reduce((sum, { others }) => sum + others + 1, 0);
  const lines = waiting.map(withNumber).map(({ title, body }) => `${title}: ${body}`);
  return {
    title: `${count} notifications`,
    body: lines.join('\n').slice(0, NOTIFICATION_BODY_LENGTH),
    agentId: null,
  };
}

function withNumber({ newest, others }: Waiting): AgentNotification {
  const more = others === 0 ? '' : ` And ${others} more.`;
  return { ...newest, body: `${newest.body.slice(0, NOTIFICATION_BODY_LENGTH - more.length)}${more}` };
}
