import { expect, it } from 'vitest';
import { engineTable } from './engine-table.mjs';

const file = (name, ...tests) => ({
  name: `/somewhere/test/engine/${name}.test.ts`,
  assertionResults: tests.map(([fullName, status]) => ({ fullName, status })),
});

it('has a row a file and a column an engine, and counts what ran under gVisor', () => {
  const old = [file('egress', ['under runc', 'passed'], ['under runsc', 'failed'])];
  const recent = [
    file('egress', ['under runc', 'passed'], ['under runsc', 'passed']),
    file('ports', ['x', 'pending']),
  ];
  expect(
    engineTable([
      { version: '20.10', report: { testResults: old } },
      { version: '28.5', report: { testResults: recent } },
      {
        version: '28.5 gVisor',
        isUnderGvisor: true,
        report: { testResults: [file('egress', ['off', 'passed'])] },
      },
    ]).split('\n'),
  ).toEqual([
    '| passed | engine 20.10 | engine 28.5 | engine 28.5 gVisor |',
    '| --- | --- | --- | --- |',
    '| `egress` | 1 of 2 | 2 of 2 | 1 of 1 |',
    '| `ports` |  | 0 of 1 (1 skipped) |  |',
    '| all | 1 of 2 | 2 of 3 (1 skipped) | 1 of 1 |',
    '| of these under gVisor | 0 of 1 | 1 of 1 | 1 of 1 |',
  ]);
});
