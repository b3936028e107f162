/**
 * @typedef {object} FaultLine what test/faults/harness/every-step.ts writes of one fault in one operation
 * @property {string} operation
 * @property {string} fault
 * @property {number} runs
 * @property {number} unreached runs in which the step did not occur, such as the build of an image that was there
 * @property {number} lost runs after which something was lost, half made or left behind
 */

/**
 * The results as a table of Markdown: a row an operation, a column a fault with how often it was injected, and what was
 * lost.
 * @param {FaultLine[]} lines
 */
export function faultTable(lines) {
  const faults = sorted(lines.map(({ fault }) => fault));
  const injected = (chosen) => sum(chosen, 'runs') - sum(chosen, 'unreached');
  const row = (title, chosen) => [
    title,
    ...faults.map((fault) => injected(chosen.filter((line) => line.fault === fault)) || ''),
    injected(chosen),
    sum(chosen, 'lost'),
  ];
  const rows = sorted(lines.map(({ operation }) => operation)).map((operation) =>
    row(
      operation,
      lines.filter((line) => line.operation === operation),
    ),
  );
  const head = ['operation', ...faults, 'injected', 'lost'];
  return [head, head.map(() => '---'), ...rows, row('all', lines)]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

const sum = (lines, field) => lines.reduce((total, line) => total + line[field], 0);
const sorted = (names) => [...new Set(names)].sort((a, b) => a.localeCompare(b));
