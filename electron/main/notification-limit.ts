import { NOTIFICATION_BODY_LENGTH } from '../contract/notification-length.ts';
import type { Clock } from '../lib/clock.ts';

/** A notification about an agent or a task; about neither, a click shows the fleet. */
export interface AppNotification {
  title: string;
  body: string;
  agentId: string | null;
  taskId: string | null;
}

/** The id of what a notification is about. */
export const subjectOf = ({ agentId, taskId }: AppNotification): string | null => taskId ?? agentId;

/** The pause between notifications about the same agent or task, so that the person has time to look. */
export const SAME_SUBJECT_MS = 30_000;
/** So many notifications are shown in any `PERIOD_MS`, so that many of them do not flood the desktop. */
export const PERIOD_LIMIT = 3;
export const PERIOD_MS = 10_000;

interface Waiting {
  newest: AppNotification;
  /** How many came before it and were not shown. */
  others: number;
}

/**
 * Passes on the first notification about each agent or task at once. What comes too soon waits: about each the newest is
 * shown, with the number of others, and those about many in one.
 */
export class NotificationLimit {
  readonly #clock: Clock;
  readonly #show: (notification: AppNotification) => void;
  readonly #waiting = new Map<string | null, Waiting>();
  /** When what is about each agent or task may be shown again. */
  readonly #nextOf = new Map<string | null, number>();
  /** When the newest `PERIOD_LIMIT` were shown, the oldest first. */
  #shownAt: number[] = [];
  #cancel = () => {};

  constructor(clock: Clock, show: (notification: AppNotification) => void) {
    this.#clock = clock;
    this.#show = show;
  }

  add(notification: AppNotification): void {
    const subject = subjectOf(notification);
    const earlier = this.#waiting.get(subject);
    this.#waiting.set(subject, { newest: notification, others: earlier ? earlier.others + 1 : 0 });
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
    const due = [...this.#waiting].filter(([subject]) => this.#pauseEnd(subject) <= now);
    for (const [subject] of due) {
      this.#waiting.delete(subject);
      this.#nextOf.set(subject, now + SAME_SUBJECT_MS);
    }
    this.#shownAt = [...this.#shownAt, now].slice(-PERIOD_LIMIT);
    this.#show(inOne(due.map(([, waiting]) => waiting)));
    this.#showDue();
  }

  readonly #pauseEnd = (subject: string | null): number => this.#nextOf.get(subject) ?? 0;

  #periodEnd(): number {
    const [oldest = 0] = this.#shownAt;
    return this.#shownAt.length < PERIOD_LIMIT ? 0 : oldest + PERIOD_MS;
  }
}

function inOne(waiting: readonly Waiting[]): AppNotification {
  const [only] = waiting;
  if (only && waiting.length === 1) return withNumber(only);
  const count = waiting.reduce((sum, { others }) => sum + others + 1, 0);
  const lines = waiting.map(withNumber).map(({ title, body }) => `${title}: ${body}`);
  return {
    title: `${count} notifications`,
    body: lines.join('\n').slice(0, NOTIFICATION_BODY_LENGTH),
    agentId: null,
    taskId: null,
  };
}

function withNumber({ newest, others }: Waiting): AppNotification {
  const more = others === 0 ? '' : ` And ${others} more.`;
  return { ...newest, body: `${newest.body.slice(0, NOTIFICATION_BODY_LENGTH - more.length)}${more}` };
}
