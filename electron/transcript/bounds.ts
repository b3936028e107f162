/** A longer line, in characters, is not read as an event: an agent can print one of any length. */
export const LINE_MAX = 2_000_000;

/** As much of one text of an event as is kept, in characters. */
export const TEXT_MAX = 100_000;

/** As many parts of one event (edits, to-dos) as are kept. */
export const PARTS_MAX = 500;

/** The text, cut to the bound, and then it says so. Pure. */
export function bounded(text: string, max = TEXT_MAX): string {
  if (text.length <= max) return text;
  // Half of a surrogate pair would be no character.
  const last = text.charCodeAt(max - 1);
  const end = last >= 0xd800 && last <= 0xdbff ? max - 1 : max;
  return `${text.slice(0, end)}… [the rest of ${text.length} characters is cut off]`;
}
