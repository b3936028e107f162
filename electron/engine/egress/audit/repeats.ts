/** Equal records within this time are one repeat. */
const WINDOW_MS = 60_000;
/** The number of equal records that are kept singly: a person retries a few times, a flood does not stop. */
const RECORDED_SINGLY = 10;
/** The limit of kinds of records in a group, because an agent can invent any number of hosts. */
const KINDS_KEPT = 500;

/** What records are equal, and how one record stands for several. */
export interface RepeatRules<T> {
  /** Records of different groups have separate limits. */
  groupOf(record: T): string;
  /** Equal records of a group have the same key; a record without a key is always kept singly. */
  keyOf(record: T): string | undefined;
  countOf(record: T): number;
  withCount(record: T, count: number): T;
  compare(a: T, b: T): number;
}

interface Repeat<T> {
  readonly until: number;
  singly: number;
  /** The newest record, with the number of records that it stands for. */
  held?: T;
}

/**
 * Keeps somebody who repeats a request from filling the audit: after some records, equal ones become one record with a
 * count. Plain data.
 */
export class Repeats<T> {
  readonly #rules: RepeatRules<T>;
  readonly #groups = new Map<string, Map<string, Repeat<T>>>();

  constructor(rules: RepeatRules<T>) {
    this.#rules = rules;
  }

  /** The records to keep after this one. `now` in epoch ms. */
  add(record: T, now: number): T[] {
    const { groupOf, keyOf, countOf, withCount } = this.#rules;
    const key = keyOf(record);
    if (key === undefined) return [record];
    const repeats = this.#of(groupOf(record));
    const repeat = repeats.get(key);
    if (!repeat || now >= repeat.until) {
      repeats.delete(key);
      repeats.set(key, { until: now + WINDOW_MS, singly: 1 });
      return [...heldRecords(repeat), record, ...dropOldest(repeats)];
    }
    if (repeat.singly < RECORDED_SINGLY) {
      repeat.singly += 1;
      return [record];
    }
    const before = repeat.held === undefined ? 0 : countOf(repeat.held);
    repeat.held = withCount(record, before + countOf(record));
    return [];
  }

  /** The held records that are due (`now` in epoch ms), in their order. */
  due(now = Number.POSITIVE_INFINITY): T[] {
    const due: T[] = [];
    for (const [group, repeats] of this.#groups) {
      for (const [key, repeat] of repeats) {
        if (repeat.until > now) continue;
        due.push(...heldRecords(repeat));
        repeats.delete(key);
      }
      if (repeats.size === 0) this.#groups.delete(group);
    }
    return due.sort(this.#rules.compare);
  }

  /** The records that are held now, without ending their time. */
  held(): T[] {
    return [...this.#groups.values()].flatMap((repeats) => [...repeats.values()].flatMap(heldRecords));
  }

  /** Whether there was no recent record that could repeat. */
  get isEmpty(): boolean {
    return this.#groups.size === 0;
  }

  /** The latest time at which the next held record is due. */
  readonly dueWithinMs = WINDOW_MS;

  #of(group: string): Map<string, Repeat<T>> {
    const repeats = this.#groups.get(group) ?? new Map<string, Repeat<T>>();
    this.#groups.set(group, repeats);
    return repeats;
  }
}

const heldRecords = <T>(repeat: Repeat<T> | undefined): T[] =>
  repeat?.held === undefined ? [] : [repeat.held];

function dropOldest<T>(repeats: Map<string, Repeat<T>>): T[] {
  const [oldest] = repeats;
  if (repeats.size <= KINDS_KEPT || !oldest) return [];
  repeats.delete(oldest[0]);
  return heldRecords(oldest[1]);
}
