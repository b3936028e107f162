const BACKTICKS = /`+/g;

/**
 * The text as a block of code in a prompt. The fence is longer than any row of backticks in the text, so that nothing in
 * the text can end it. Pure.
 */
export function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(BACKTICKS) ?? []).map((row) => row.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${fence}`;
}
