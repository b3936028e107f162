/** Control characters, joiners and direction marks, which could make a name look like another one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to be found
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** An agent's text with invisible characters written out: "a\u{202e}b". */
export function printable(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
