/**
 * Characters that nobody sees or that change where others stand: controls, joiners, direction marks, lone surrogates,
 * line separators, private and unassigned ones. The variation selector of emoji is none.
 */
const INVISIBLE = /(?!\ufe0f)[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Text of somebody else with its invisible characters written out ("a\u{202e}b"), so that it looks like nothing else. */
export function printable(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** The same for text in lines, which stay lines, each after `indent`. */
export function printableLines(text: string, indent = ''): string {
  return text
    .split('\n')
    .map((line) => `${indent}${printable(line)}`)
    .join('\n');
}
