/**
 * The command line of a type for a prompt, which takes the place of `{prompt}` as it is, in one argument. A prompt that is
 * an argument of its own and begins like an option gets a space before it, because no program takes that for an option.
 * Pure.
 */
export function promptCommandOf(words: readonly string[], prompt: string): string[] {
  const text = prompt.startsWith('-') ? ` ${prompt}` : prompt;
  return words.map((word) => (word === '{prompt}' ? text : word.replace('{prompt}', () => prompt)));
}
