import { expect, it } from 'vitest';
import { followUpProblem, type Round } from '../../../electron/contract/follow-up.ts';
import { readyMessages } from './follow-up-state.ts';

const round = (change: Partial<Round> = {}): Round => ({
  number: 1,
  message: '',
  fixesCheck: false,
  state: 'failed',
  ending: 'ended',
  begunAt: 1,
  ...change,
});
const ready = (rounds: Round[], keepsSession = true) => readyMessages({ rounds, keepsSession });

it('sends the output of a failed check three times at most', () => {
  const failed = round({ checkExitCode: 1 });
  const fix = round({ checkExitCode: 2, fixesCheck: true });
  expect(ready([failed]).fixesLeft).toBe(3);
  expect(ready([failed, fix, failed]).fixesLeft).toBe(2);
  expect(ready([failed, fix, fix, fix]).fixesLeft).toBe(0);
  expect(ready([round({ checkExitCode: 0 })]).fixesLeft).toBeUndefined();
  expect(ready([failed, round()]).fixesLeft).toBeUndefined();
});

it('goes on with a session that was broken off, where there is one', () => {
  const broken = round({ ending: 'interrupted' });
  expect(ready([broken]).canGoOn).toBe(true);
  expect(ready([round({ ending: 'stopped' })]).canGoOn).toBe(true);
  expect(ready([broken], false).canGoOn).toBe(false);
  expect(ready([broken, round()]).canGoOn).toBe(false);
});

it('says why no message can be sent', () => {
  const problem = (state: Round['state'], status?: 'running' | 'stopped' | 'paused') =>
    followUpProblem({ state }, status && { status });
  expect(problem('done', 'running')).toBeUndefined();
  expect(problem('failed', 'stopped')).toBeUndefined();
  expect(problem('working', 'running')).toContain('at work');
  expect(problem('queued', 'running')).toContain('not begun');
  expect(problem('done', 'paused')).toContain('paused');
  expect(problem('done')).toContain('not on this engine');
});
