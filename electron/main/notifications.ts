import { type BrowserWindow, Notification } from 'electron';
import { systemClock } from '../lib/clock.ts';
import { type AppNotification, NotificationLimit, subjectOf } from './notification-limit.ts';

/** The desktop's notifications about agents and tasks, for when the person is not looking at the window. */
export class Notifications {
  readonly #limit = new NotificationLimit(systemClock, (notification) => this.#notify(notification));
  readonly #onClick: (notification: AppNotification) => void;
  /** The newest notification about each agent or task. The reference prevents garbage collection before a click. */
  readonly #open = new Map<string | null, Notification>();

  constructor(onClick: (notification: AppNotification) => void) {
    this.#onClick = onClick;
  }

  /** Shows it now or soon. Returns false when the window is in front, or the desktop shows no notifications. */
  show(window: BrowserWindow, notification: AppNotification): boolean {
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

  #notify(about: AppNotification): void {
    const { title, body } = about;
    const subject = subjectOf(about);
    const notification = new Notification({ title, body });
    notification.on('click', () => this.#onClick(about));
    notification.on('close', () => {
      if (this.#open.get(subject) === notification) this.#open.delete(subject);
    });
    this.#open.set(subject, notification);
    notification.show();
  }
}
