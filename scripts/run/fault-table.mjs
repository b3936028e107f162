/**
 * @typedef {object} FaultLine what test/faults/harness/every-step.ts writes of one fault in one operation
 * @property {string} operation
 * @property {string} fault
 * @property {number} runs
 * @property {number} unreached runs in which the step did not occur, such as the build of an image that was there
 * @property {number} lost runs after which something was lost, half made or left behind
 */

/**
 * The results as a table of Markdown: a row an operation and fault, and one of all.
 * @param {FaultLine[]} lines
 */
export function faultTable(lines) {
  const sorted = [...lines].sort((a, b) => key(a).localeCompare(key(b)));
  const sum = (field) => lines.reduce((total, line) => total + line[field], 0);
  const rows = [
    ...sorted.map(({ operation, fault, runs, unreached, lost }) => [
      operation,
      fault,
      runs - unreached,
      lost,
    ]),
    ['all', '', sum('runs') - sum('unreached'), sum('lost')],
  ];
  return [['operation', 'fault', 'injected', 'lost'], Array(4).fill('---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

const key = ({ operation, fault }) => `${operation}\0${fault}`;
