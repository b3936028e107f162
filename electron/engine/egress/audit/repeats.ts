import type { Decision } from '../../../contract/egress.ts';

/** Equal blocks within this time are one repeat. */
const WINDOW_MS = 60_000;
/** The number of equal blocks that are recorded singly: a person retries a few times, a flood does not stop. */
const RECORDED_SINGLY = 10;
/** The limit of kinds of blocks for an agent, because it can invent any number of hosts. */
const KINDS_KEPT = 500;

export interface Recorded {
  readonly instance: string;
  readonly decision: Decision;
}

interface Repeat {
  readonly until: number;
  singly: number;
  /** The newest block, with the number of blocks that it counts. */
  held?: Recorded;
}

/**
 * Keeps an agent that repeats a request from filling the audit: after some records, equal blocks become one record with
 * a count. This applies to blocked requests only; every allowed one is recorded singly. Plain data.
 */
export class Repeats {
  readonly #agents = new Map<string, Map<string, Repeat>>();

  /** The decisions to record after this one. `now` in epoch ms. */
  add(recorded: Recorded, now: number): Recorded[] {
    const { instance, decision } = recorded;
    if (decision.verdict !== 'blocked') return [recorded];
    const repeats = this.#of(decision.agentId);
    const key = keyOf(instance, decision);
    const repeat = repeats.get(key);
    if (!repeat || now >= repeat.until) {
      repeats.delete(key);
      repeats.set(key, { until: now + WINDOW_MS, singly: 1 });
      return [...heldRecords(repeat), recorded, ...dropOldest(repeats)];
    }
    if (repeat.singly < RECORDED_SINGLY) {
      repeat.singly += 1;
      return [recorded];
    }
    const before = repeat.held?.decision.count ?? 0;
    repeat.held = { instance, decision: { ...decision, count: before + (decision.count ?? 1) } };
    return [];
  }

  /** The held records that are due (`now` in epoch ms), in the order of their decisions. */
  due(now = Number.POSITIVE_INFINITY): Recorded[] {
    const due: Recorded[] = [];
    for (const [agentId, repeats] of this.#agents) {
      for (const [key, repeat] of repeats) {
        if (repeat.until > now) continue;
        due.push(...heldRecords(repeat));
        repeats.delete(key);
      }
      if (repeats.size === 0) this.#agents.delete(agentId);
    }
    return due.sort((a, b) => a.decision.seq - b.decision.seq);
  }

  /** Whether there was no recent block. */
  get isEmpty(): boolean {
    return this.#agents.size === 0;
  }

  /** The latest time at which the next held record is due. */
  readonly dueWithinMs = WINDOW_MS;

  #of(agentId: string): Map<string, Repeat> {
    const repeats = this.#agents.get(agentId) ?? new Map<string, Repeat>();
    this.#agents.set(agentId, repeats);
    return repeats;
  }
}

function keyOf(instance: string, { kind, method, host, port, path, reason, final }: Decision): string {
  return JSON.stringify([instance, kind, method, host, port, path, reason, final]);
}

const heldRecords = (repeat: Repeat | undefined): Recorded[] => (repeat?.held ? [repeat.held] : []);

function dropOldest(repeats: Map<string, Repeat>): Recorded[] {
  const [oldest] = repeats;
  if (repeats.size <= KINDS_KEPT || !oldest) return [];
  repeats.delete(oldest[0]);
  return heldRecords(oldest[1]);
}
