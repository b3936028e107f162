import { stripVTControlCharacters } from 'node:util';

/** The final lines of each runner's output. */
const closingLines = {
  biome: /^(Checked \d+ files|Found \d+)/,
  tsc: /^Found \d+ error/,
  vitest: /^(Test Files|Tests|Duration)\s/,
  playwright: /^\d+ (passed|failed|flaky|skipped|did not run)/,
};

/**
 * The runner's own lines about the outcome, without colours.
 * @param {keyof typeof closingLines} tool
 * @param {string} output
 */
export function outcomeLines(tool, output) {
  return plainLines(output).filter((line) => closingLines[tool].test(line));
}

/** The line by which a runner names a failed test; the error's first line follows vitest's. */
const failedTest = {
  vitest: /^FAIL \|?\w+\|? \S+\.test\./,
  playwright: /^\d+\) \[\w+\] › /,
};

/**
 * What failed, a line each, without colours: often nobody keeps more of a run's output than its end.
 * @param {string} tool
 * @param {string} output
 */
export function failureLines(tool, output) {
  const pattern = failedTest[tool];
  if (!pattern) return [];
  const lines = plainLines(output).filter((line) => line !== '');
  const failures = lines.flatMap((line, index) =>
    pattern.test(line) ? [`${line.replace(/[ ─]+$/, '')} · ${lines[index + 1] ?? ''}`.slice(0, 400)] : [],
  );
  return [...new Set(failures)].slice(0, 20);
}

/** @param {string} output */
function plainLines(output) {
  return stripVTControlCharacters(output)
    .split('\n')
    .map((line) => line.trim().replace(/\s+/g, ' '));
}

/**
 * @param {{ title: string, code: number, seconds: number, lines: string[], failures?: string[], traces?: string }[]} results
 */
export function summarize(results) {
  const rows = results.flatMap(({ title, code, seconds, lines, failures = [], traces }) => {
    const verdict = code === 0 ? 'passed' : `FAILED (exit ${code})`;
    const row = `${title.padEnd(10)} ${verdict} in ${seconds.toFixed(0)} s${lines.length > 0 ? ` · ${lines.join(' · ')}` : ''}`;
    const below = [...failures, ...(traces ? [traces] : [])].map((line) => `${' '.repeat(10)} ${line}`);
    return [row, ...below];
  });
  return ['', 'Summary', ...rows].join('\n');
}
