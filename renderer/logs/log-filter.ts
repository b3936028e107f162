import { RE2JS } from 're2js';

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

/**
 * Makes a test of what was typed. An expression that cannot be read is an answer, not an exception. Expressions are
 * matched in linear time (RE2): a line is the agent's, and a backtracking engine can be kept busy with one.
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

/** Whether a line holds the text, in capitals or not. A copy of every line in lower case would cost more. */
function holds(text: string): LineTest {
  const expression = new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'iu');
  return (plain) => expression.test(plain);
}
