import { describe, expect, it } from 'vitest';
import { sampleShownAttempt, sampleTask } from '../../../electron/contract/task.fixture.ts';
import type { Attempt, Task } from '../../../electron/contract/task.ts';
import { boardRows, cardBeside, cardCounts } from './board-rows.ts';
import { columnOf, needOf, type Signs } from './columns.ts';

const nothing: Signs = { agentsById: {}, asksById: {}, approvals: [], waitingAgentIds: [] };
const attempt = (change: Partial<Attempt> = {}): Attempt =>
  sampleShownAttempt(1, { id: 'one', agentId: 'a', ...change });
const task = (id: string, attempts: Attempt[]): Task => sampleTask({ id, title: `Task ${id}`, attempts });
const card = {
  id: '1',
  agentId: 'a',
  host: 'a.test',
  port: 443,
  reason: 'no-rule' as const,
  requests: [],
  count: 1,
  firstTime: 0,
  lastTime: 0,
};
const blocked = (...cards: (typeof card & { held?: { count: number; until: number } })[]): Signs => ({
  ...nothing,
  asksById: { a: { cards } },
});
const held = { ...card, held: { count: 1, until: 5 } };
const agent = (status: 'running' | 'paused' | 'stopped'): Signs => ({
  ...nothing,
  agentsById: { a: { status } },
});

describe('who needs the person', () => {
  it.each([
    ['nobody while it works', attempt(), agent('running'), undefined],
    ['a request that is held', attempt(), blocked(card, held), 'A request waits for your answer.'],
    ['a blocked host', attempt(), blocked(card), '1 host was blocked.'],
    ['a console', attempt(), { ...nothing, waitingAgentIds: ['a'] }, 'A console waits for you.'],
    [
      'a program',
      attempt(),
      { ...nothing, approvals: [{ agentId: 'a', client: 'Helper' }] },
      '“Helper” asks for your approval.',
    ],
    ['a paused agent', attempt({ state: 'checking' }), agent('paused'), 'Its agent is paused.'],
    ['an agent that does not run', attempt({ state: 'queued' }), agent('stopped'), 'Its agent does not run.'],
    [
      'a request held after the work',
      attempt({ state: 'done' }),
      blocked(held),
      'A request waits for your answer.',
    ],
    ['no host blocked on the way to the end', attempt({ state: 'done' }), blocked(card), undefined],
    ['no agent that stopped after its work', attempt({ state: 'done' }), agent('stopped'), undefined],
    ['no attempt that failed', attempt({ state: 'failed' }), blocked(held), undefined],
    ['nobody for the request of another agent', attempt({ agentId: 'b' }), blocked(held), undefined],
    [
      'nobody for a program that asks for a new agent',
      attempt({ agentId: '', state: 'queued' }),
      { ...nothing, approvals: [{ client: 'Helper' }] },
      undefined,
    ],
  ] as const)('%s', (_, given, signs, words) => {
    expect(needOf(given, signs)).toBe(words);
    expect(columnOf(given, signs)).toBe(words === undefined ? given.state : 'needs-you');
  });
});

describe('the board', () => {
  const tasks = [
    task('x', [attempt({ id: 'x1', agentId: 'b' }), attempt({ id: 'x2', agentId: 'c', state: 'done' })]),
    task('y', [attempt({ id: 'y1' })]),
    task('z', [attempt({ id: 'z1', agentId: 'd' }), attempt({ id: 'z2', agentId: 'e' })]),
  ];
  const rows = boardRows(tasks, blocked(held));

  it('puts tasks that need the person first, and keeps the order of the others', () => {
    expect(rows.map((row) => row.task.id)).toEqual(['y', 'x', 'z']);
    expect(cardCounts(rows)).toEqual({
      'needs-you': 1,
      queued: 0,
      working: 3,
      checking: 0,
      done: 1,
      failed: 0,
    });
  });

  it.each([
    ['x1', 'ArrowDown', 'z1'],
    ['z1', 'ArrowDown', 'z2'],
    ['z2', 'ArrowDown', undefined],
    ['z1', 'ArrowUp', 'x1'],
    ['z2', 'ArrowRight', 'x2'],
    ['x1', 'ArrowLeft', 'y1'],
    ['y1', 'ArrowLeft', undefined],
    ['y1', 'ArrowRight', 'x1'],
    ['x2', 'ArrowRight', undefined],
    ['gone', 'ArrowRight', undefined],
  ] as const)('leads from %s by %s to %s', (from, arrow, to) => {
    expect(cardBeside(rows, from, arrow)?.attempt.id).toBe(to);
  });
});
