export type CommandParse = { ok: true; argv: string[] } | { ok: false; message: string };

/**
 * Splits a typed command as a POSIX shell splits words: single quotes, double quotes, backslash. Nothing is expanded
 * or interpreted: "$HOME", "|" and "*" stay text, because no shell runs the command. Empty text is no command.
 */
export function splitCommand(text: string): CommandParse {
  const argv: string[] = [];
  let word: string | undefined;
  let quote: '"' | "'" | undefined;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? '';
    if (quote) {
      if (char === quote) quote = undefined;
      else if (char === '\\' && quote === '"' && /["\\$`]/.test(text[i + 1] ?? '')) word += text[++i] ?? '';
      else word += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (char === '\\') {
      if (i + 1 >= text.length)
        return { ok: false, message: 'The command ends in the middle of an escape (\\).' };
      word = (word ?? '') + text[++i];
    } else if (/\s/.test(char)) {
      if (word !== undefined) argv.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (quote) return { ok: false, message: `The command has an opening ${quote} without a closing one.` };
  if (word !== undefined) argv.push(word);
  return { ok: true, argv };
}

/** Quotes one word for a POSIX shell; a plain word stays unquoted. */
export function quoteWord(word: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Joins words to a text that `splitCommand` and any POSIX shell split into the same words. */
export function joinCommand(argv: readonly string[]): string {
  return argv.map(quoteWord).join(' ');
}
