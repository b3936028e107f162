import { printable } from '../../lib/printable.ts';

const TITLE_MAX = 100;
/** With a number behind it, the sidebar shows it whole. */
export const NAME_MAX = 10;
export const TAG_MAX = 32;

/** A task's title: the first line of its prompt with anything in it, shortened, with what nobody sees written out. */
export function titleOf(prompt: string): string {
  const line = prompt.split('\n').find((each) => each.trim() !== '') ?? '';
  const characters = [...line.trim().replace(/\s+/g, ' ')];
  const title = characters.slice(0, TITLE_MAX).join('');
  return printable(characters.length > TITLE_MAX ? `${title.trimEnd()}…` : title);
}

/** The name of a snapshot that is saved before a round: at most 80 characters. */
export function snapshotName(title: string, round: number): string {
  const end = `, before round ${round}`;
  const characters = [...title];
  const room = 80 - end.length;
  // A character of a title may be two of a string.
  let start = characters.slice(0, room).join('');
  while (start.length > room) start = [...start].slice(0, -1).join('');
  return `${start.trim()}${end}`;
}

/** As many names with the slug, numbered, which no agent has: those of one task have numbers in a row. */
export function agentNames(slug: string, count: number, taken: ReadonlySet<string>): string[] {
  for (let first = 1; ; first += 1) {
    const names = Array.from({ length: count }, (_, index) => `${slug}-${first + index}`);
    if (names.every((name) => !taken.has(name))) return names;
  }
}
