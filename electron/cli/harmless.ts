import { plain } from './table.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression matches control sequences.
const KEPT = /(\u001b\[[0-9;:]*m|[\t\r])/;
const RESET = '\u001b[0m';

/**
 * A line of an agent's log or files, for a terminal: its colours, and every other control character written out. Nobody
 * expects that it sets the clipboard, or makes the terminal type an answer.
 */
export function harmless(line: string): string {
  const parts = line.split(KEPT);
  const text = parts.map((part, index) => (index % 2 === 1 ? part : plain(part))).join('');
  return parts.some((part) => part.endsWith('m') && part.startsWith('\u001b')) ? text + RESET : text;
}
