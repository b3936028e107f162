/**
 * The results as a table of Markdown: a row an operation, a column a fault with how often it was injected, and what was
 * lost. Of a step that an interrupted run did again, the last result counts.
 * @param {import('../../test/faults/harness/injections.ts').Injection[]} all
 */
export function faultTable(all) {
  const lines = [
    ...new Map(all.map((each) => [`${each.operation}\n${each.fault}\n${each.step}`, each])).values(),
  ];
  const faults = sorted(lines.map(({ fault }) => fault));
  const count = (chosen, isCounted) => chosen.filter(({ outcome }) => isCounted(outcome)).length;
  const injected = (chosen) => count(chosen, (outcome) => outcome !== 'unreached');
  const row = (title, chosen) => [
    title,
    ...faults.map((fault) => injected(chosen.filter((line) => line.fault === fault)) || ''),
    injected(chosen),
    count(chosen, (outcome) => outcome === 'lost'),
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

const sorted = (names) => [...new Set(names)].sort((a, b) => a.localeCompare(b));
