/**
 * The limit of the gateway's memory for all agents together. The container has 256 MiB. The program itself takes about
 * 60, and uncollected garbage has taken up to 110 more than the reservations (`gateway-flood.test.ts`).
 */
const BUDGET_BYTES = 56 * 1024 * 1024;
/** The limit of one agent, so that other agents can still start. */
const AGENT_BUDGET_BYTES = 48 * 1024 * 1024;

/** The approximate maximum cost of each object while it waits. */
export const COST_BYTES = {
  /** A connection whose request head is incomplete: the head's text, and its headers as strings. */
  head: 64 * 1024,
  /** Both ends of a connection, without the data read from it. */
  connection: 16 * 1024,
  /** TLS towards the agent. */
  tls: 64 * 1024,
  /** A running request: its upstream connection and the read-ahead of both ends. */
  exchange: 96 * 1024,
  /** A stream of HTTP/2 whose request was not decided yet: its head. */
  stream: 32 * 1024,
  /** A running exchange of HTTP/2, with the windows of both ends. */
  streamExchange: 256 * 1024,
  /** A connection of HTTP/2: the tables of both directions and the frames that wait. */
  session: 96 * 1024,
  /** An opaque tunnel: its upstream connection and its read buffer. */
  tunnel: 32 * 1024,
  /** An idle connection to a server that stays open. */
  idleUpstream: 48 * 1024,
  /** The data that a source has already read when its sink becomes full. */
  readAhead: 64 * 1024,
} as const;

interface Account {
  bytes: number;
  /** In the order of opening. */
  readonly reservations: Set<Reservation>;
}

/**
 * Shares the gateway's memory among agents. Each object that an agent makes the gateway hold is a reservation. When the
 * sum exceeds the limit, the agent that holds the most loses its largest reservation. An agent below its fair share
 * never loses any, whatever the other agents do.
 */
export class MemoryBudget {
  readonly #limitBytes: number;
  readonly #agentLimitBytes: number;
  readonly #accounts = new Map<string, Account>();
  #bytes = 0;

  constructor(limitBytes = BUDGET_BYTES, agentLimitBytes = AGENT_BUDGET_BYTES) {
    this.#limitBytes = limitBytes;
    this.#agentLimitBytes = agentLimitBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** @param evict releases what the reservation covers; the reservation is already closed */
  open(agentId: string, bytes: number, evict: () => void): Reservation {
    let account = this.#accounts.get(agentId);
    if (account === undefined) {
      account = { bytes: 0, reservations: new Set() };
      this.#accounts.set(agentId, account);
    }
    const reservation = new Reservation(this, account, evict);
    account.reservations.add(reservation);
    reservation.grow(bytes);
    return reservation;
  }

  /** Removes an agent whose reservations have all been closed. */
  remove(agentId: string): void {
    if (this.#accounts.get(agentId)?.reservations.size === 0) this.#accounts.delete(agentId);
  }

  /** For reservations only. */
  change(account: Account, bytes: number): void {
    account.bytes += bytes;
    this.#bytes += bytes;
    if (bytes <= 0) return;
    while (account.bytes > this.#agentLimitBytes && evictLargest(account));
    while (this.#bytes > this.#limitBytes && evictLargest(this.#largest()));
  }

  #largest(): Account | undefined {
    let largest: Account | undefined;
    for (const account of this.#accounts.values())
      if (account.bytes > (largest?.bytes ?? 0)) largest = account;
    return largest;
  }
}

/** Of reservations of equal size the oldest is evicted, because it has waited longest. */
function evictLargest(account: Account | undefined): boolean {
  let largest: Reservation | undefined;
  for (const reservation of account?.reservations ?? [])
    if (reservation.bytes > (largest?.bytes ?? 0)) largest = reservation;
  largest?.evict();
  return largest !== undefined;
}

/** A part of one agent's memory. The opener closes it. */
export class Reservation {
  bytes = 0;
  readonly #budget: MemoryBudget;
  readonly #account: Account;
  readonly #evict: () => void;
  #closed = false;

  constructor(budget: MemoryBudget, account: Account, evict: () => void) {
    this.#budget = budget;
    this.#account = account;
    this.#evict = evict;
  }

  /** Changes the size. This may evict other reservations, or this one. */
  grow(bytes: number): void {
    if (this.#closed) return;
    this.bytes += bytes;
    this.#budget.change(this.#account, bytes);
  }

  set(bytes: number): void {
    this.grow(bytes - this.bytes);
  }

  close(): void {
    this.set(0);
    this.#closed = true;
    this.#account.reservations.delete(this);
  }

  evict(): void {
    this.close();
    this.#evict();
  }
}
