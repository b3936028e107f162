import { lastRewrite } from '../ansi/spans.ts';

/** Characters of a line in its row: more would be laid out with every frame. */
export const ROW_CHARACTERS = 4_000;

/** The part of a line that its row shows, and how many characters follow. */
export function shownPart(text: string): { shown: string; rest: number } {
  if (text.length <= ROW_CHARACTERS) return { shown: text, rest: 0 };
  const line = lastRewrite(text);
  return { shown: line.slice(0, ROW_CHARACTERS), rest: Math.max(0, line.length - ROW_CHARACTERS) };
}
