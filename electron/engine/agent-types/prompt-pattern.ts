/** Finds a prompt in what a terminal shows. */
export interface PromptPattern {
  test(shown: string): boolean;
}

/**
 * The pattern of a text of `type.json` that means "waits for input"; `*` stands for anything on the line. It takes time
 * in proportion to what is shown, whatever the text: taking the first place for each part finds a match if there is one.
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
