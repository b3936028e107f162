/**
 * @typedef {{ status: string, fullName: string }} TestOutcome as vitest's JSON reporter writes it
 * @typedef {{ testResults: { name: string, assertionResults: TestOutcome[] }[] }} Report
 */

/**
 * What passed on each engine, as a table of Markdown: a row a test file, and one of all tests that ran under gVisor.
 * @param {{ version: string, report: Report, isUnderGvisor?: boolean }[]} runs isUnderGvisor: all of its tests were
 */
export function engineTable(runs) {
  const outcomes = runs.map(({ report }) => byFile(report));
  const files = [...new Set(outcomes.flatMap((each) => [...each.keys()]))].sort();
  const all = (each) => [...each.values()].flat();
  const rows = [
    ...files.map((file) => [`\`${file}\``, ...outcomes.map((each) => passed(each.get(file) ?? []))]),
    ['all', ...outcomes.map((each) => passed(all(each)))],
    [
      'of these under gVisor',
      ...outcomes.map((each, index) =>
        passed(all(each).filter((test) => runs[index].isUnderGvisor || isUnderGvisor(test))),
      ),
    ],
  ];
  return [
    ['passed', ...runs.map(({ version }) => `engine ${version}`)],
    Array(runs.length + 1).fill('---'),
    ...rows,
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

const isUnderGvisor = ({ fullName }) => /runsc|gVisor/.test(fullName);

function byFile({ testResults }) {
  return new Map(
    testResults.map(({ name, assertionResults }) => [
      name.split('/').at(-1)?.replace('.test.ts', ''),
      assertionResults,
    ]),
  );
}

/** Nothing for an engine on which none of the tests run. */
function passed(tests) {
  if (tests.length === 0) return '';
  const count = tests.filter(({ status }) => status === 'passed').length;
  const skipped = tests.filter(({ status }) => ['skipped', 'pending', 'todo'].includes(status)).length;
  return `${count} of ${tests.length}${skipped > 0 ? ` (${skipped} skipped)` : ''}`;
}
