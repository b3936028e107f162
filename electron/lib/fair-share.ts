/**
 * Who loses something when a list of several owners is full: the one with the most, its oldest first. A flood of one
 * owner then displaces nothing of the others.
 */

/** The owner with the most; '' of none. */
export function largestOwner(counts: ReadonlyMap<string, number>): string {
  let largest = '';
  for (const [owner, count] of counts) if (count > (counts.get(largest) ?? 0)) largest = owner;
  return largest;
}

/** The first item of the owner with the most items. */
export function firstOfLargest<T>(items: Iterable<T>, ownerOf: (item: T) => string): T | undefined {
  const counts = new Map<string, number>();
  const firsts = new Map<string, T>();
  for (const item of items) {
    const owner = ownerOf(item);
    counts.set(owner, (counts.get(owner) ?? 0) + 1);
    if (!firsts.has(owner)) firsts.set(owner, item);
  }
  return firsts.get(largestOwner(counts));
}

/** The items, oldest first, with a new one: at most `limit` of them. */
export function addWithin<T>(
  items: readonly T[],
  item: T,
  limit: number,
  ownerOf: (item: T) => string,
): readonly T[] {
  const all = [...items, item];
  if (all.length <= limit) return all;
  const surplus = firstOfLargest(all, ownerOf);
  return all.filter((each) => each !== surplus);
}
