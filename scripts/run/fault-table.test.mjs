import { expect, it } from 'vitest';
import { faultTable } from './fault-table.mjs';

const injection = (operation, fault, step, outcome = 'before') => ({ operation, fault, step, outcome });

it('counts what was injected and what was lost, a row an operation and a column a fault', () => {
  const injections = [
    injection('remove', 'killed', '1'),
    injection('remove', 'killed', '2', 'unreached'),
    injection('create', 'killed', '1', 'lost'),
    injection('create', 'killed', '2', 'after'),
    injection('create', 'slow', 'all'),
  ];
  expect(faultTable(injections)).toBe(
    [
      '| operation | killed | slow | injected | lost |',
      '| --- | --- | --- | --- | --- |',
      '| create | 2 | 1 | 3 | 1 |',
      '| remove | 1 |  | 1 | 0 |',
      '| all | 3 | 1 | 4 | 1 |',
    ].join('\n'),
  );
});

it('counts a step once that a continued run did again, by its last outcome', () => {
  const again = [injection('create', 'killed', '1', 'lost'), injection('create', 'killed', '1')];
  expect(faultTable(again)).toContain('| all | 1 | 1 | 0 |');
});
