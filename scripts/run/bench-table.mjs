/**
 * @typedef {{ work: string, value: number, unit: string, peer?: { name: string, value: number }, ratio?: number, target?: string }} Row
 * @typedef {{ subject: string, method: string, rows: Row[] }} Result
 */

/** The machine that the figures are of, in words. */
export function machineOf(cpus, nodeVersion) {
  return `${cpus[0]?.model ?? 'unknown'} x ${cpus.length}, Node ${nodeVersion}`;
}

/**
 * All results as one table of text, and how each was measured.
 * @param {Result[]} results
 * @param {string} machine
 */
export function tableOf(results, machine) {
  const head = ['subject', 'work', 'value', 'peer', 'ratio', 'target'];
  const lines = results.flatMap(({ subject, rows }) => rows.map((row) => cellsOf(subject, row)));
  const widths = head.map((title, at) => Math.max(title.length, ...lines.map((cells) => cells[at].length)));
  const text = (cells) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at]))
      .join('  ')
      .trimEnd();
  return [
    text(head),
    text(widths.map((width) => '-'.repeat(width))),
    ...lines.map(text),
    '',
    `Machine: ${machine}`,
    ...results.map(({ subject, method }) => `${subject}: ${method}`),
  ].join('\n');
}

function cellsOf(subject, { work, value, unit, peer, ratio, target = '' }) {
  return [
    subject,
    work,
    `${figure(value)} ${unit}`,
    peer ? `${figure(peer.value)} ${unit} (${peer.name})` : '',
    ratio === undefined ? '' : ratio.toFixed(2),
    target,
  ];
}

/** Four digits that count; large figures whole. */
function figure(value) {
  return Math.abs(value) >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(4)));
}
