const BACKTICKS = /`+/g;
/** Fewer make no fence. */
const FENCE_MIN = 3;

/**
 * The text as a block of code in a prompt. The fence is longer than any row of backticks in the text, so that nothing in
 * the text can end it. Pure.
 */
export function fenced(text: string): string {
  let length = FENCE_MIN;
  for (const [row] of text.matchAll(BACKTICKS)) length = Math.max(length, row.length + 1);
  const fence = '`'.repeat(length);
  return `${fence}\n${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${fence}`;
}
