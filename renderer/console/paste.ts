import { formatNumber } from '../format/number.ts';
/**
 * Keeps only text, tabs and line ends of a clipboard text. A terminal would obey ESC and the other control characters,
 * and one of them ends a bracketed paste.
 */
export function cleanPaste(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the expression matches control characters
  return text.replace(/\r\n?/g, '\n').replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '');
}

/** Whether a shell would run the paste, which is true of any text with a line end. */
export function needsConfirmation(clean: string): boolean {
  return clean.includes('\n');
}

/** "3 lines, 120 characters" */
export function describePaste(clean: string): string {
  const lines = clean.split('\n').length - (clean.endsWith('\n') ? 1 : 0);
  const count = (value: number, noun: string) => `${formatNumber(value)} ${noun}${value === 1 ? '' : 's'}`;
  return `${count(lines, 'line')}, ${count(clean.length, 'character')}`;
}
