/** The parts of a line that joining compares; `at` in ms since the epoch, when known. */
export interface JoinLine {
  text: string;
  at?: number | undefined;
}

/** Longer texts are compared by their ends, so that what is remembered of many long lines stays small. */
const COMPARED_CHARACTERS = 16_384;

/** The part of a line that joining compares, as a string of its own: a slice would keep the whole line in memory. */
export function joinText(text: string): string {
  if (text.length <= COMPARED_CHARACTERS) return text;
  return Buffer.from(text.slice(-COMPARED_CHARACTERS)).toString();
}

/**
 * Every `k` for which `later` without its first `k` lines continues `earlier`, largest first, without 0. Either the
 * last `k` lines of `earlier` are the first of `later`, or all of `earlier` is inside `later` (which was read later,
 * and has only the tail).
 */
export function overlaps(earlier: readonly JoinLine[], later: readonly JoinLine[]): number[] {
  if (earlier.length === 0 || later.length === 0) return [];
  const inside = bordersOf(earlier, later).flatMap((border, at) =>
    border === earlier.length && at + 1 > earlier.length ? [at + 1] : [],
  );
  const tail = earlier.slice(-later.length);
  const borders = bordersOf(later, tail);
  const matches = inside.reverse();
  const ofLater = bordersOf([], later);
  for (let k = borders[tail.length - 1] ?? 0; k > 0; k = ofLater[k - 1] ?? 0) matches.push(k);
  return matches;
}

/**
 * For every position of `text`, the length of the longest prefix of `pattern` that ends there (Knuth, Morris, Pratt:
 * linear even for a log of identical lines). Without a pattern: the borders of `text` itself.
 */
function bordersOf(pattern: readonly JoinLine[], text: readonly JoinLine[]): number[] {
  const sequence = [
    ...pattern.map((line) => line.text),
    ...(pattern.length > 0 ? [null] : []),
    ...text.map((line) => line.text),
  ];
  const borders = new Int32Array(sequence.length);
  for (let at = 1; at < sequence.length; at += 1) {
    let length = borders[at - 1] ?? 0;
    while (length > 0 && sequence[at] !== sequence[length]) length = borders[length - 1] ?? 0;
    borders[at] = sequence[at] === sequence[length] ? length + 1 : 0;
  }
  return [...borders.subarray(sequence.length - text.length)];
}

/**
 * Counts the first lines of `later` that `earlier` already ends with. Attach and history deliver the same stream
 * without line numbers, so the text decides. When repeated lines make it ambiguous, the overlap nearest to `expected`,
 * a count from timestamps, wins. The first line of `later` may be the rest of a line whose beginning was missed. Not
 * `certain`: the two may not touch (yet).
 */
export function joinAt(
  earlier: readonly JoinLine[],
  later: readonly JoinLine[],
  expected: number,
): { drop: number; certain: boolean } {
  const [first] = later;
  if (!first) return { drop: 0, certain: expected === 0 };
  const overlap = choose(overlaps(earlier, later), expected, () => isUnique(first, earlier));
  if (overlap !== undefined) return { drop: overlap, certain: true };
  const second = later[1];
  const afterRest = overlaps(earlier, later.slice(1)).filter((k) =>
    earlier[earlier.length - k - 1]?.text.endsWith(first.text),
  );
  const rest = choose(afterRest, expected, () => second !== undefined && isUnique(second, earlier));
  if (rest !== undefined && rest > 0) return { drop: rest + 1, certain: true };
  const onlyRest = expected > 0 && first.text !== '' && earlier.at(-1)?.text.endsWith(first.text);
  return onlyRest ? { drop: 1, certain: true } : { drop: 0, certain: false };
}

/** Accepts a single overlap that is longer than chance explains; otherwise chooses the one nearest to `expected`. */
function choose(
  candidates: readonly number[],
  expected: number,
  isUnambiguous: () => boolean,
): number | undefined {
  const [only] = candidates;
  if (only === undefined) return undefined;
  if (candidates.length === 1 && (only > 1 || expected > 0 || isUnambiguous())) return only;
  return [...candidates, 0].reduce((nearest, k) =>
    Math.abs(k - expected) < Math.abs(nearest - expected) ? k : nearest,
  );
}

function isUnique({ text }: JoinLine, lines: readonly JoinLine[]): boolean {
  return lines.filter((line) => line.text === text).length === 1;
}
