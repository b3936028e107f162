import { expect, it } from 'vitest';
import { faultTable } from './fault-table.mjs';

it('counts what was injected and what was lost, in the order of operations', () => {
  const line = (operation, runs, unreached, lost) => ({ operation, fault: 'killed', runs, unreached, lost });
  expect(faultTable([line('remove', 4, 1, 0), line('create', 10, 0, 2)])).toBe(
    [
      '| operation | fault | injected | lost |',
      '| --- | --- | --- | --- |',
      '| create | killed | 10 | 2 |',
      '| remove | killed | 3 | 0 |',
      '| all |  | 13 | 2 |',
    ].join('\n'),
  );
});
