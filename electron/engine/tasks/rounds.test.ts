import { describe, expect, it } from 'vitest';
import { sampleAgent } from '../../contract/agent.fixture.ts';
import { LISTED_MESSAGE_MAX } from '../../contract/follow-up.ts';
import { shownAttempt } from './attempt-state.ts';
import { newestRound, nextCommand, roundWork, withRound } from './rounds.ts';
import { sampleAttempt } from './task-record.fixture.ts';
import type { AttemptRecord, RoundRecord } from './task-record.ts';

const ended = { kind: 'ended', at: 5000 } as const;
const round = (change: Partial<RoundRecord> = {}): RoundRecord => ({
  id: 'c'.repeat(12),
  message: '-v more',
  fixesCheck: false,
  command: ['tool', '--continue', '{prompt}'],
  stopAsked: false,
  ...change,
});
const first = sampleAttempt({ begunAt: 1000, exitCode: 0, checkExitCode: 1, end: ended });
const second = { ...first, rounds: [round()] };
const task = { check: 'npm test', prompt: 'Fix it' };
const shown = (attempt: AttemptRecord) =>
  shownAttempt(attempt, true, { agent: sampleAgent({ status: 'running' }), isBusy: false, isKnown: true });

describe('what a round runs', () => {
  it('is the prompt first, in the folder of the attempt', () => {
    expect(roundWork(task, first)).toEqual({
      attemptId: first.id,
      roundId: first.id,
      check: 'npm test',
      command: ['tool', 'Fix it'],
      hasBegun: true,
    });
  });

  it('is a message then, which is no option, and the check again', () => {
    expect(roundWork(task, second)).toMatchObject({
      attemptId: first.id,
      roundId: 'c'.repeat(12),
      check: 'npm test',
      command: ['tool', '--continue', ' -v more'],
      hasBegun: false,
    });
  });

  it('goes on with a session only where one was begun and the type can', () => {
    const goesOn = { ...first, followUpCommand: ['tool', '--continue', '{prompt}'] };
    expect(nextCommand(goesOn)).toEqual(['tool', '--continue', '{prompt}']);
    expect(nextCommand(first)).toEqual(['tool', '{prompt}']);
    const { begunAt: _, ...stopped } = goesOn;
    expect(nextCommand(stopped)).toEqual(['tool', '{prompt}']);
  });
});

it('changes one round and no other', () => {
  const changed = withRound(second, 'c'.repeat(12), (each) => ({ ...each, begunAt: 7000 }));
  expect([changed.begunAt, newestRound(changed).begunAt]).toEqual([1000, 7000]);
  expect(withRound(second, first.id, (each) => ({ ...each, begunAt: 8000 })).begunAt).toBe(8000);
  expect(withRound(second, 'none', (each) => ({ ...each, begunAt: 8000 }))).toEqual(second);
});

describe('what a person sees', () => {
  it('is the state of the newest round, and what came of those before', () => {
    const attempt = shown({ ...second, rounds: [round({ begunAt: 7000 })] });
    expect(attempt).toMatchObject({ state: 'working', begunAt: 7000 });
    expect(attempt.endedAt).toBeUndefined();
    expect(attempt.checkExitCode).toBeUndefined();
    expect(attempt.rounds).toMatchObject([
      { number: 1, state: 'failed', reason: 'The check failed with exit code 1.', ending: 'ended' },
      { number: 2, state: 'working', message: '-v more' },
    ]);
  });

  it('waits for its agent in words of a follow-up', () => {
    expect(shown(second)).toMatchObject({ state: 'queued', reason: 'It begins in a moment.' });
  });

  it('names the program of the round', () => {
    const missing = round({ command: ['other', '{prompt}'], exitCode: 127, end: ended });
    expect(shown({ ...first, rounds: [missing] }).reason).toContain('“other” was not found');
  });

  it('lists the beginning of a long message', () => {
    const long = round({ message: `x${'😀'.repeat(30_000)}` });
    const message = shown({ ...first, rounds: [long] }).rounds[1]?.message ?? '';
    expect(message.length).toBe(LISTED_MESSAGE_MAX);
    expect(message.endsWith('😀…')).toBe(true);
  });
});
