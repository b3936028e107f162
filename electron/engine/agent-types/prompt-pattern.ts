/** Finds a prompt in a terminal's text. */
export interface PromptPattern {
  test(shown: string): boolean;
}

/**
 * Compiles a prompt of `type.json` ("waits for input"), in which `*` matches anything on the line. Matching takes
 * linear time for every pattern: choosing the first place for each part finds a match if one exists.
 */
export function promptPattern(text: string): PromptPattern {
  const parts = text.split('*').filter((part) => part !== '');
  return { test: (shown) => shown.split('\n').some((line) => holdsInOrder(line, parts)) };
}

function holdsInOrder(line: string, parts: readonly string[]): boolean {
  let from = 0;
  for (const part of parts) {
    const at = line.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return true;
}
