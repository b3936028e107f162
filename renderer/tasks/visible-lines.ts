import { visibleText } from '../changes/visible-text.ts';

/** Colours and other attributes, which a program writes for a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one
const ATTRIBUTES = /\u001b\[[0-9;:]*m/g;

/** An agent's output in its lines, without colours, with every other character that nobody sees written out. */
export function visibleLines(output: string): string {
  return output.replace(ATTRIBUTES, '').split(/\r?\n/).map(visibleText).join('\n');
}
