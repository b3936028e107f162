import { expect, it } from 'vitest';
import { machineOf, tableOf } from './bench-table.mjs';

it('puts all results into one table, with the machine and the methods', () => {
  const rows = [
    { work: 'pull', value: 1234.56, unit: 'MB/s', peer: { name: 'direct', value: 2 }, ratio: 617.28 },
    { work: 'cut', value: 0.123456, unit: 'ms', target: '<= 250' },
  ];
  const machine = machineOf([{ model: 'Toaster' }, { model: 'Toaster' }], 'v24.1.0');
  expect(tableOf([{ subject: 'reach', method: 'in turns', rows }], machine).split('\n')).toEqual([
    'subject  work  value      peer             ratio   target',
    '-------  ----  ---------  ---------------  ------  ------',
    'reach    pull  1235 MB/s  2 MB/s (direct)  617.28',
    'reach    cut   0.1235 ms                           <= 250',
    '',
    'Machine: Toaster x 2, Node v24.1.0',
    'reach: in turns',
  ]);
});
