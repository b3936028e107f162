import type { Clock } from '../../lib/clock.ts';
import type { Port } from '../../lib/port.ts';
import { Scope } from '../../lib/scope.ts';
import { HttpRefusal } from '../http/problem.ts';
import { hashOf, randomSecret } from './random-secret.ts';

export const SESSION_LIFETIME_MS = 12 * 60 * 60_000;
const MAXIMUM_SESSIONS = 32;
/** A window has two connections. */
const MAXIMUM_CONNECTIONS = 32;

/** One browser that is signed in. */
export interface WebSession {
  /** Identifies the session in the log; not a secret. */
  readonly id: string;
  /** Disposed when the session ends; closes what belongs to it. */
  readonly scope: Scope;
  isKey(key: string): boolean;
  /** Throws an `HttpRefusal` (429) when the session has too many connections. */
  assertRoom(): void;
  /** Closes the port when the session ends. */
  admit(port: Port): void;
}

/** The browsers that are signed in. Sessions live in memory, so that they end with the host. */
export class WebSessions {
  readonly #clock: Clock;
  readonly #scope = new Scope();
  /** By the cookie's hash, oldest first. */
  readonly #sessions = new Map<string, WebSession>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** Begins a session. The oldest one ends when there are too many. */
  create(): { id: string; cookie: string; key: string } {
    const cookie = randomSecret();
    const key = randomSecret();
    const hash = hashOf(cookie);
    const keyHash = hashOf(key);
    const scope = this.#scope.child();
    let connections = 0;
    const session: WebSession = {
      id: hash.slice(0, 12),
      scope,
      isKey: (candidate) => hashOf(candidate) === keyHash,
      assertRoom: () => {
        if (connections >= MAXIMUM_CONNECTIONS) throw new HttpRefusal(429, 'Too many connections.');
      },
      admit: (port) => {
        connections += 1;
        const forget = scope.add(() => port.close());
        port.onClose(() => {
          connections -= 1;
          forget();
        });
      },
    };
    this.#sessions.set(hash, session);
    scope.add(() => void this.#sessions.delete(hash));
    scope.add(this.#clock.after(SESSION_LIFETIME_MS, () => void scope.dispose()));
    const [oldest] = this.#sessions.values();
    if (this.#sessions.size > MAXIMUM_SESSIONS) void oldest?.scope.dispose();
    return { id: session.id, cookie, key };
  }

  /** Returns the session of the first valid cookie. */
  find(cookies: readonly string[]): WebSession | undefined {
    for (const cookie of cookies) {
      const session = this.#sessions.get(hashOf(cookie));
      if (session && !session.scope.disposed) return session;
    }
    return undefined;
  }

  /** Ends every session, and closes their connections. Returns how many there were. */
  async endAll(): Promise<number> {
    const sessions = [...this.#sessions.values()];
    await Promise.all(sessions.map(({ scope }) => scope.dispose()));
    return sessions.length;
  }
}
