/**
 * What may go from the clipboard into a terminal: text, tabs and line ends. ESC and the other control characters are
 * taken out, because a terminal would obey them (and one of them ends a bracketed paste).
 */
export function cleanPaste(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  return text.replace(/\r\n?/g, '\n').replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '');
}

/** A paste that a shell would run line by line is asked about first; one line end at the end is one, too. */
export function needsConfirmation(clean: string): boolean {
  return clean.includes('\n');
}

/** "3 lines, 120 characters" */
export function describePaste(clean: string): string {
  const lines = clean.split('\n').length - (clean.endsWith('\n') ? 1 : 0);
  const count = (value: number, noun: string) =>
    `${value.toLocaleString('en')} ${noun}${value === 1 ? '' : 's'}`;
  return `${count(lines, 'line')}, ${count(clean.length, 'character')}`;
}
