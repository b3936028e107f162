import { describe, expect, it } from 'vitest';
import { sampleAgent, sampleSpec } from '../../contract/agent.fixture.ts';
import type { AgentStatus } from '../../contract/agent.ts';
import type { AttemptReport } from './attempt-report.ts';
import { type AttemptAgent, nextStep, shownAttempt, withReport } from './attempt-state.ts';
import { sampleAttempt } from './task-record.fixture.ts';
import type { AttemptRecord } from './task-record.ts';

const fresh = sampleAttempt();
const begun = sampleAttempt({ begunAt: 1000 });
const reserved = sampleAttempt({
  agentId: '',
  waiting: { spec: sampleSpec(), confirmed: [], verify: false },
});
const at = (status?: AgentStatus, change: Partial<AttemptAgent> = {}): AttemptAgent => ({
  agent: status && sampleAgent({ status }),
  isBusy: false,
  isKnown: true,
  ...change,
});

describe('what is to do', () => {
  it.each([
    ['begins in a running agent', fresh, at('running'), 'attend'],
    ['takes up what has begun', begun, at('running'), 'attend'],
    ['waits for an operation', fresh, at('running', { isBusy: true }), 'wait'],
    ['waits for an agent', fresh, at(undefined), 'wait'],
    ['waits for a paused agent', begun, at('paused'), 'wait'],
    ['waits for an engine', begun, at('unreachable'), 'wait'],
    ['waits for the start of a stopped agent', fresh, at('stopped'), 'wait'],
    ['ends with a stopped agent', begun, at('stopped'), { end: 'interrupted' }],
    ['ends with a failed agent', begun, at('failed'), { end: 'interrupted' }],
    ['begins nothing that was stopped', { ...fresh, stopAsked: true }, at('running'), { end: 'stopped' }],
    ['stops with its agent', { ...begun, stopAsked: true }, at('stopped'), { end: 'stopped' }],
    ['looks whether it did stop', { ...begun, stopAsked: true }, at('running'), 'attend'],
  ] as const)('%s', (_, attempt, agent, step) => {
    expect(nextStep(attempt, agent, false)).toEqual(step);
  });

  it('attends nothing twice at once', () => {
    expect(nextStep(fresh, at('running'), true)).toBe('wait');
  });
});

const reported = (...reports: AttemptReport[]) =>
  reports.reduce((attempt, report) => withReport(attempt, report, 9000), fresh);
const shown = (attempt: AttemptRecord, agent = at('running'), hasCheck = false) => {
  const { state, reason } = shownAttempt(attempt, hasCheck, agent);
  return reason === undefined ? state : `${state}: ${reason}`;
};

describe('what a person sees', () => {
  it.each([
    ['queued: Its agent is being created.', fresh, at(undefined, { isBusy: true })],
    ['queued: Its agent is being created.', fresh, at(undefined, { isKnown: false })],
    ['queued: Its agent does not run.', fresh, at('stopped')],
    [
      'queued: It is the turn of another.',
      reserved,
      at(undefined, { waitReason: 'It is the turn of another.' }),
    ],
    ['working', begun, at('running')],
    ['working: Its agent is paused.', begun, at('paused')],
    ['failed: Its agent is not on this engine.', begun, at(undefined)],
  ])('%s', (words, attempt, agent) => {
    expect(shown(attempt, agent)).toBe(words);
  });

  it('follows the report of an attempt to its end', () => {
    const begin = { kind: 'begun', at: 1000 } as const;
    const code = { kind: 'code', exitCode: 0 } as const;
    const end = { kind: 'ended', at: 5000 } as const;
    expect(shown(reported(begin), at('running'), true)).toBe('working');
    expect(shown(reported(begin, code), at('running'), true)).toBe('checking');
    expect(shown(reported(begin, code, end))).toBe('done');
    const check = (exitCode: number) => reported(begin, code, { kind: 'check', exitCode }, end);
    expect(shown(check(0), at('running'), true)).toBe('done');
    expect(shown(check(1), at('running'), true)).toBe('failed: The check failed with exit code 1.');
    expect(shownAttempt(check(0), true, at('running'))).toMatchObject({ begunAt: 1000, endedAt: 5000 });
    // Done stays done without its agent.
    expect(shown(check(0), at(undefined), true)).toBe('done');
  });

  it('says why an attempt failed', () => {
    const ended = (exitCode: number) => reported({ kind: 'code', exitCode }, { kind: 'ended', at: 1 });
    expect(shown(ended(3))).toBe('failed: Its program ended with exit code 3.');
    expect(shown(ended(127))).toContain('“tool” was not found');
    expect(shown(reported({ kind: 'ended', at: 1 }))).toContain('cannot be read');
    expect(shown(reported({ kind: 'lost' }))).toContain('interrupted');
    expect(shown(withReport({ ...begun, stopAsked: true }, { kind: 'lost' }, 1))).toContain('You stopped it');
    expect(shown(reported({ kind: 'refused', message: 'No space left.' }))).toBe('failed: No space left.');
  });

  it('takes the app’s time where the agent wrote none, and keeps the first beginning', () => {
    expect(reported({ kind: 'begun', at: undefined }).begunAt).toBe(9000);
    expect(reported({ kind: 'begun', at: 1 }, { kind: 'begun', at: 2 }).begunAt).toBe(1);
  });
});
