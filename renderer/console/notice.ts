/** Formats a line of the app's own for display within a program's output. */
export function notice(text: string): string {
  return `\r\n\u001b[90m── ${text} ──\u001b[0m\r\n`;
}
