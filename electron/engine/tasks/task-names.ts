import { printable } from '../../lib/printable.ts';

const TITLE_MAX = 100;
/** With a number behind it, the sidebar shows it whole. */
const SLUG_MAX = 16;

/** A task's title: the first line of its prompt with anything in it, shortened, with what nobody sees written out. */
export function titleOf(prompt: string): string {
  const line = prompt.split('\n').find((each) => each.trim() !== '') ?? '';
  const characters = [...line.trim().replace(/\s+/g, ' ')];
  const title = characters.slice(0, TITLE_MAX).join('');
  return printable(characters.length > TITLE_MAX ? `${title.trimEnd()}…` : title);
}

/** The title as the beginning of names of agents: "Fix the log-in!" becomes "fix-the-log-in". */
export function slugOf(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  let slug = '';
  for (const word of words) {
    const longer = slug === '' ? word.slice(0, SLUG_MAX) : `${slug}-${word}`;
    if (longer.length > SLUG_MAX) break;
    slug = longer;
  }
  return slug === '' ? 'task' : slug;
}

/** As many names with the slug, numbered, which no agent has: those of one task have numbers in a row. */
export function agentNames(slug: string, count: number, taken: ReadonlySet<string>): string[] {
  for (let first = 1; ; first += 1) {
    const names = Array.from({ length: count }, (_, index) => `${slug}-${first + index}`);
    if (names.every((name) => !taken.has(name))) return names;
  }
}
