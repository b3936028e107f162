/** What a person filters by. */
export interface FilterQuery {
  text: string;
  isRegex: boolean;
  matchCase: boolean;
}

export const noFilter: FilterQuery = { text: '', isRegex: false, matchCase: false };

/** Tests a line without colours. null lets every line through. */
export type LineTest = ((plain: string) => boolean) | null;

export type CompiledFilter = { ok: true; test: LineTest } | { ok: false; problem: string };

/** Makes a test of what was typed. An expression that cannot be read is an answer, not an exception. */
export function compileFilter({ text, isRegex, matchCase }: FilterQuery): CompiledFilter {
  if (text === '') return { ok: true, test: null };
  if (!isRegex && matchCase) return { ok: true, test: (plain) => plain.includes(text) };
  const source = isRegex ? text : text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  try {
    // The engine's own case folding: a copy of every line in lower case would cost more.
    const expression = new RegExp(source, matchCase ? 'u' : 'iu');
    return { ok: true, test: (plain) => expression.test(plain) };
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^.*:\s*/, '') : 'not understood';
    return { ok: false, problem: `Not a regular expression: ${reason}` };
  }
}
