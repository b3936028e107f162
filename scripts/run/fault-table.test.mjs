import { expect, it } from 'vitest';
import { faultTable } from './fault-table.mjs';

it('counts what was injected and what was lost, a row an operation and a column a fault', () => {
  const line = (operation, fault, runs, unreached, lost) => ({ operation, fault, runs, unreached, lost });
  const lines = [
    line('remove', 'killed', 4, 1, 0),
    line('create', 'killed', 10, 0, 2),
    line('create', 'slow', 1, 0, 0),
  ];
  expect(faultTable(lines)).toBe(
    [
      '| operation | killed | slow | injected | lost |',
      '| --- | --- | --- | --- | --- |',
      '| create | 10 | 1 | 11 | 2 |',
      '| remove | 3 |  | 3 | 0 |',
      '| all | 13 | 1 | 14 | 2 |',
    ].join('\n'),
  );
});
