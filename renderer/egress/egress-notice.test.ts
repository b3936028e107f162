import { expect, it } from 'vitest';
import { bareEgress } from '../../electron/contract/agent-spec.ts';
import { egressNotice } from './egress-notice.ts';

it('never says that nothing gets out of what may still get out', () => {
  const off = { wanted: bareEgress('off'), inForce: false };
  const problem = 'The gateway does not answer: what it let through before may still get out.';
  expect(egressNotice({ ...off, leaks: true, problem })).toEqual({
    title: 'It may still get out',
    text: problem,
  });
  expect(egressNotice(off)?.title).toBe('Nothing gets out');
  expect(egressNotice({ ...off, inForce: true, unrecorded: true })?.title).toContain('not recorded');
  expect(egressNotice({ ...off, inForce: true, problem: 'There is no gateway.' })).toBeUndefined();
});
