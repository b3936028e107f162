import { type BrowserWindow, Notification } from 'electron';
import { NotificationLimit } from './notification-limit.ts';

export interface AgentNotification {
  title: string;
  body: string;
  /** null: it is about no agent, and a click shows the fleet. */
  agentId: string | null;
}

/** The desktop's notifications about agents, for when the person is not looking at the window. */
export class Notifications {
  readonly #limit = new NotificationLimit();
  readonly #onClick: (agentId: string | null) => void;
  /** The newest notification of each agent. The reference prevents garbage collection before a click. */
  readonly #open = new Map<string | null, Notification>();

  constructor(onClick: (agentId: string | null) => void) {
    this.#onClick = onClick;
  }

  /** Returns false when the window is in front, the desktop shows no notifications, or the limit refuses this one. */
  show(window: BrowserWindow, { title, body, agentId }: AgentNotification): boolean {
    if (window.isFocused() || !Notification.isSupported()) return false;
    if (!this.#limit.allows(agentId, performance.now())) return false;
    const notification = new Notification({ title, body });
    notification.on('click', () => this.#onClick(agentId));
    notification.on('close', () => {
      if (this.#open.get(agentId) === notification) this.#open.delete(agentId);
    });
    this.#open.set(agentId, notification);
    notification.show();
    return true;
  }

  /** Closes the notifications, because the window came to the front. */
  seen(): void {
    this.#limit.reset();
    for (const notification of [...this.#open.values()]) notification.close();
    this.#open.clear();
  }
}
