/**
 * The command line of a type for a prompt, which takes the place of `{prompt}` as it is, in one argument. A prompt that is
 * an argument of its own gets a space before it where it begins like an option, or is one word, which could be the name of
 * a command (`codex exec review`): no program takes that for an option or a command. Pure.
 */
export function promptCommandOf(words: readonly string[], prompt: string): string[] {
  const text = /^-|^\S+$/.test(prompt) ? ` ${prompt}` : prompt;
  return words.map((word) => (word === '{prompt}' ? text : word.replace('{prompt}', () => prompt)));
}
