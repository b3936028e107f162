/** A line of the app's own among what a program prints. */
export function notice(text: string): string {
  return `\r\n\u001b[90m── ${text} ──\u001b[0m\r\n`;
}
