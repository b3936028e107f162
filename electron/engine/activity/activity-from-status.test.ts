import { expect, it } from 'vitest';
import { sampleAgent } from '../../contract/agent.fixture.ts';
import { activityFromStatus } from './activity-from-status.ts';

const running = sampleAgent();
const exit = { code: 3, oomKilled: false, reason: 'Exit code 3' };

it('tells how an agent ended, and offers to start one that failed', () => {
  expect(
    activityFromStatus(running, {
      ...running,
      status: 'stopped',
      exit: { ...exit, code: 0, reason: 'Killed by SIGTERM.' },
    }),
  ).toMatchObject({ kind: 'ended', text: 'Ended: Killed by SIGTERM.' });
  expect(activityFromStatus(running, { ...running, status: 'failed', exit })).toMatchObject({
    kind: 'failed',
    text: 'Failed: Exit code 3.',
    action: { kind: 'start-agent' },
  });
});

it('reports memory that ran out, for the whole agent and for a program in it', () => {
  const killed = { ...exit, oomKilled: true };
  expect(activityFromStatus(running, { ...running, status: 'failed', exit: killed })?.text).toBe(
    'It ran out of memory and was killed.',
  );
  expect(activityFromStatus(running, { ...running, troubles: ['out-of-memory'] })?.text).toBe(
    'One of its programs ran out of memory and was killed.',
  );
});

it('keeps quiet about what is no news', () => {
  expect(activityFromStatus(running, running)).toBeUndefined();
  expect(activityFromStatus(running, { ...running, status: 'paused' })).toBeUndefined();
  expect(
    activityFromStatus({ ...running, status: 'stopped' }, { ...running, status: 'stopped', exit }),
  ).toBeUndefined();
  expect(
    activityFromStatus({ ...running, status: 'unreachable' }, { ...running, status: 'stopped', exit }),
  ).toBeUndefined();
});
