import { type BrowserWindow, Notification } from 'electron';
import { systemClock } from '../lib/clock.ts';
import { type AgentNotification, NotificationLimit } from './notification-limit.ts';

/** The desktop's notifications about agents, for when the person is not looking at the window. */
export class Notifications {
  readonly #limit = new NotificationLimit(systemClock, (notification) => this.#notify(notification));
  readonly #onClick: (agentId: string | null) => void;
  /** The newest notification of each agent. The reference prevents garbage collection before a click. */
  readonly #open = new Map<string | null, Notification>();

  constructor(onClick: (agentId: string | null) => void) {
    this.#onClick = onClick;
  }

  /** Shows it now or soon. Returns false when the window is in front, or the desktop shows no notifications. */
  show(window: BrowserWindow, notification: AgentNotification): boolean {
    if (window.isFocused() || !Notification.isSupported()) return false;
    this.#limit.add(notification);
    return true;
  }

  /** Closes the notifications, because the window came to the front. */
  seen(): void {
    this.#limit.reset();
    for (const notification of [...this.#open.values()]) notification.close();
    this.#open.clear();
  }

  #notify({ title, body, agentId }: AgentNotification): void {
    const notification = new Notification({ title, body });
    notification.on('click', () => this.#onClick(agentId));
    notification.on('close', () => {
      if (this.#open.get(agentId) === notification) this.#open.delete(agentId);
    });
    this.#open.set(agentId, notification);
    notification.show();
  }
}
