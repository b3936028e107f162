import { stripVTControlCharacters } from 'node:util';

/** How each runner says what it did, in its own last words. */
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
  return stripVTControlCharacters(output)
    .split('\n')
    .map((line) => line.trim().replace(/\s+/g, ' '))
    .filter((line) => closingLines[tool].test(line));
}

/**
 * @param {{ title: string, code: number, seconds: number, lines: string[] }[]} results
 */
export function summarize(results) {
  const rows = results.map(({ title, code, seconds, lines }) => {
    const verdict = code === 0 ? 'passed' : `FAILED (exit ${code})`;
    return `${title.padEnd(10)} ${verdict} in ${seconds.toFixed(0)} s${lines.length > 0 ? ` · ${lines.join(' · ')}` : ''}`;
  });
  return ['', 'Summary', ...rows].join('\n');
}
