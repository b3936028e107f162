import { expect, it } from 'vitest';
import { dryRunWords, sumOf } from './disk-labels.ts';

it('says what is lost, and sums what is known', () => {
  const item = { id: 'x', kind: 'volume' as const, label: 'Workspace w', bytes: null, why: 'Why.' };
  expect(dryRunWords({ ...item, removal: 'loses' })).toBe('Lost for good: Workspace w (not known). Why.');
  expect(sumOf([{ bytes: null }, { bytes: 4 }, { bytes: 5 }])).toBe(9);
});
