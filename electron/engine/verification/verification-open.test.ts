import { expect, it } from 'vitest';
import type { ProbeResult } from '../../contract/isolation.ts';
import { openAfter, summaryOf } from './verification-open.ts';

const probe = (id: string, verdict: ProbeResult['verdict'], waived?: boolean): ProbeResult => ({
  id,
  name: `Name of ${id}`,
  expected: '',
  observed: '',
  verdict,
  ...(waived === undefined ? {} : { waived }),
});
const open = [{ id: 'root', name: 'Name of root' }];

it('opens what fails and closes what passes', () => {
  expect(openAfter([], [probe('root', 'fail'), probe('user', 'pass')])).toEqual(open);
  expect(openAfter(open, [probe('root', 'pass')])).toEqual([]);
});

it('keeps a failure that could not be tried again, and lists one that fails again once', () => {
  expect(openAfter(open, [probe('root', 'inconclusive')])).toEqual(open);
  expect(openAfter(open, [probe('root', 'fail')])).toEqual(open);
});

it('drops what is no longer tried, and what the person switched off', () => {
  expect(openAfter(open, [])).toEqual([]);
  expect(openAfter(open, [probe('root', 'inconclusive', true)])).toEqual([]);
});

it('sums a report up', () => {
  const probes = [probe('a', 'pass'), probe('b', 'fail'), probe('c', 'inconclusive')];
  expect(
    summaryOf({ agentId: 'x', startedAt: 5, trigger: 'schedule', probes, open: openAfter(open, probes) }),
  ).toEqual({
    startedAt: 5,
    trigger: 'schedule',
    passed: 1,
    inconclusive: 1,
    failed: ['Name of b'],
    open: ['Name of b'],
  });
});
