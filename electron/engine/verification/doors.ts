/** A listener for programs on TCP. */
export interface TcpDoor {
  /** The address that it listens on. */
  readonly host: string;
  readonly port: number;
  /** A TLS listener answers only clients with a certificate. */
  readonly tls: boolean;
}

const PREFIX = '/v1/verification/';

/** Where this host answers programs, for a verification that no agent reaches it. */
export class Doors {
  /** The folder of the sockets; undefined where there is none. */
  readonly folder: string | undefined;
  readonly #listening = new Set<TcpDoor>();
  /** The marks of running verifications, and whether a request carried them. */
  readonly #marks = new Map<string, boolean>();

  constructor(folder: string | undefined) {
    this.folder = folder;
  }

  get listening(): readonly TcpDoor[] {
    return [...this.#listening];
  }

  /** Returns the function that removes the listener. */
  add(door: TcpDoor): () => void {
    this.#listening.add(door);
    return () => this.#listening.delete(door);
  }

  /** Waits for requests with the mark until `end` is called. */
  expect(mark: string): { path: string; wasReached(): boolean; end(): void } {
    this.#marks.set(mark, false);
    return {
      path: `${PREFIX}${mark}`,
      wasReached: () => this.#marks.get(mark) === true,
      end: () => this.#marks.delete(mark),
    };
  }

  /** Reports a request that arrived. Returns whether it is a verification's, which needs no other answer. */
  arrived(path: string): boolean {
    const mark = path.startsWith(PREFIX) ? path.slice(PREFIX.length) : undefined;
    if (mark === undefined || !this.#marks.has(mark)) return false;
    this.#marks.set(mark, true);
    return true;
  }
}
