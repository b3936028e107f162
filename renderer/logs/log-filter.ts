import { RE2JS } from 're2js';

/** A filter as typed. */
export interface FilterQuery {
  text: string;
  isRegex: boolean;
  matchCase: boolean;
}

export const noFilter: FilterQuery = { text: '', isRegex: false, matchCase: false };

/** Tests a line without colours; null accepts every line. */
export type LineTest = ((plain: string) => boolean) | null;

export type CompiledFilter = { ok: true; test: LineTest } | { ok: false; problem: string };

/**
 * Compiles a filter. An invalid expression is a result, not an exception. Expressions match in linear time (RE2),
 * because an agent could write a line that keeps a backtracking engine busy.
 */
export function compileFilter({ text, isRegex, matchCase }: FilterQuery): CompiledFilter {
  if (text === '') return { ok: true, test: null };
  if (!isRegex) return { ok: true, test: matchCase ? (plain) => plain.includes(text) : holds(text) };
  try {
    const expression = RE2JS.compile(text, matchCase ? 0 : RE2JS.CASE_INSENSITIVE);
    return { ok: true, test: (plain) => expression.test(plain) };
  } catch (error) {
    const reason =
      error instanceof Error ? error.message.replace(/^error parsing regexp:\s*/, '') : 'not understood';
    return { ok: false, problem: `Not a regular expression: ${reason}` };
  }
}

/** Tests whether a line contains the text in any case, without a lower-case copy of every line, which costs more. */
function holds(text: string): LineTest {
  const expression = new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'iu');
  return (plain) => expression.test(plain);
}
