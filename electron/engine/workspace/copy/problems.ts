import type { WalkProblem } from './walk.ts';

const MAX_NAMES = 100;

/** Makes a name readable: replaces control characters and bytes that are not UTF-8. */
export function printablePath(path: Buffer): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
  return path.toString('utf8').replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd') || '.';
}

/** Collects files that a copy could not take unchanged. */
export class CopyProblems {
  readonly #paths: Record<WalkProblem, string[]> = { special: [], unreadable: [], changed: [] };
  readonly #counts: Record<WalkProblem, number> = { special: 0, unreadable: 0, changed: 0 };

  add(path: Buffer, problem: WalkProblem): void {
    this.#counts[problem] += 1;
    if (this.#paths[problem].length < MAX_NAMES) this.#paths[problem].push(printablePath(path));
  }

  get changed(): string[] {
    return this.#paths.changed;
  }

  /** One sentence for each kind of problem. */
  notes(): string[] {
    const sentences = {
      changed: 'changed while being copied and may be half old, half new',
      unreadable: 'could not be read and was left out',
      special: 'is a socket, pipe or device and was left out',
    } as const;
    return (['changed', 'unreadable', 'special'] as const)
      .filter((problem) => this.#counts[problem] > 0)
      .map((problem) => `${named(this.#paths[problem], this.#counts[problem])} ${sentences[problem]}.`);
  }
}

/** "a", "a and 2 more". */
function named(paths: readonly string[], count: number): string {
  const first = `“${paths[0] ?? ''}”`;
  return count === 1 ? first : `${first} and ${count - 1} more`;
}
