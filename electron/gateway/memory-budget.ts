/**
 * What the gateway may hold for all agents together. Its container has 256 MiB: the program itself takes about 60, and
 * what was dropped and is not collected yet has come to as much again as the reservations (`gateway-flood.test.ts`).
 */
const BUDGET_BYTES = 56 * 1024 * 1024;
/** One agent alone leaves others room to begin. */
const AGENT_BUDGET_BYTES = 48 * 1024 * 1024;

/** What things cost at most while they wait, about. */
export const COST_BYTES = {
  /** A connection whose request head is still coming: the head's text, and its headers as strings. */
  head: 64 * 1024,
  /** The ends of a connection, without what is read from it. */
  connection: 16 * 1024,
  /** TLS towards the agent. */
  tls: 64 * 1024,
  /** A request under way: its upstream connection and what both ends read ahead. */
  exchange: 96 * 1024,
  /** An opaque tunnel: its upstream connection and its read buffer. */
  tunnel: 32 * 1024,
  /** A kept connection to a server. */
  idleUpstream: 48 * 1024,
  /** What a source has read already when its sink stops taking more. */
  readAhead: 64 * 1024,
} as const;

interface Account {
  bytes: number;
  /** In the order of opening. */
  readonly reservations: Set<Reservation>;
}

/**
 * Shares the gateway's memory among agents. Everything that an agent makes the gateway hold is a reservation. When
 * there is too much, the largest reservation of the agent that holds most gives way: an agent that stays below its fair share
 * is never touched, however many others do their worst.
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

  /** @param evict gives back what was reserved; the reservation is closed already */
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

  /** Forgets an agent whose reservations have all been closed. */
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

/** Of equally large ones the oldest goes: it has waited longest. */
function evictLargest(account: Account | undefined): boolean {
  let largest: Reservation | undefined;
  for (const each of account?.reservations ?? []) if (each.bytes > (largest?.bytes ?? 0)) largest = each;
  largest?.evict();
  return largest !== undefined;
}

/** A part of one agent's memory. Whoever opened it closes it. */
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

  /** Takes more, or gives some back. Other reservations may be evicted for it, or this one. */
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
