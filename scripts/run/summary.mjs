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
  return stripVTControlCharacters(output)
    .split('\n')
    .map((line) => line.trim().replace(/\s+/g, ' '))
    .filter((line) => closingLines[tool].test(line));
}

/**
 * @param {{ title: string, code: number, seconds: number, lines: string[], traces?: string }[]} results
 */
export function summarize(results) {
  const rows = results.flatMap(({ title, code, seconds, lines, traces }) => {
    const verdict = code === 0 ? 'passed' : `FAILED (exit ${code})`;
    const row = `${title.padEnd(10)} ${verdict} in ${seconds.toFixed(0)} s${lines.length > 0 ? ` · ${lines.join(' · ')}` : ''}`;
    return traces ? [row, `${' '.repeat(10)} ${traces}`] : [row];
  });
  return ['', 'Summary', ...rows].join('\n');
}
