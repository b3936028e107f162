import { expect, it } from 'vitest';
import { ManualClock } from '../lib/manual-clock.ts';
import { NotificationLimit, PERIOD_LIMIT, PERIOD_MS, SAME_SUBJECT_MS } from './notification-limit.ts';

function limited() {
  const clock = new ManualClock();
  const shown: string[] = [];
  const limit = new NotificationLimit(clock, ({ title, body, agentId }) =>
    shown.push(`${agentId}|${title}|${body}`),
  );
  const add = (agentId: string | null, body = 'waits') =>
    limit.add({ title: agentId ?? 'program', body, agentId, taskId: null });
  return { clock, shown, limit, add };
}

it('shows the first of an agent’s flood at once, and the newest with their number when there was time to look', () => {
  const { clock, shown, add } = limited();
  for (const body of ['one', 'two', 'three']) add('a', body);
  expect(shown).toEqual(['a|a|one']);
  clock.advance(SAME_SUBJECT_MS);
  expect(shown).toEqual(['a|a|one', 'a|a|three And 1 more.']);
  clock.advance(SAME_SUBJECT_MS);
  expect(shown).toHaveLength(2);
});

it('shows another agent’s at once, however soon it comes', () => {
  const { shown, add } = limited();
  for (const agentId of ['a', 'b', null]) add(agentId);
  expect(shown).toEqual(['a|a|waits', 'b|b|waits', 'null|program|waits']);
});

it('tells of many agents in one, and loses none', () => {
  const { clock, shown, add } = limited();
  const names = Array.from({ length: 12 }, (_, index) => `agent-${index}`);
  for (const name of names) add(name);
  expect(shown).toHaveLength(PERIOD_LIMIT);
  clock.advance(PERIOD_MS);
  expect(shown).toHaveLength(PERIOD_LIMIT + 1);
  expect(shown.at(-1)).toContain(`null|${names.length - PERIOD_LIMIT} notifications|`);
  for (const name of names) expect(shown.join('\n')).toContain(`${name}`);
  for (const name of names) add(name, 'ended');
  clock.advance(SAME_SUBJECT_MS);
  expect(shown.at(-1)).toContain('agent-11: ended');
});

it('never shows more than a few in any time, and says of each agent what came last', () => {
  const { clock, shown, add } = limited();
  let most = 0;
  const times: number[] = [];
  for (let turn = 0; turn < 600; turn += 1) {
    const before = shown.length;
    for (const name of ['a', 'b', 'c', 'd', 'e']) add(name, `turn ${turn}`);
    clock.advance(200);
    for (let index = before; index < shown.length; index += 1) times.push(clock.monotonic());
    most = Math.max(most, times.filter((time) => time > clock.monotonic() - PERIOD_MS + 200).length);
  }
  expect(most).toBe(PERIOD_LIMIT);
  clock.advance(SAME_SUBJECT_MS + PERIOD_MS);
  for (const name of ['a', 'b', 'c', 'd', 'e'])
    expect(shown.findLast((each) => each.includes(name))).toContain('turn 599');
});

it('begins anew once the person has looked, and shows nothing of what waited', () => {
  const { clock, shown, limit, add } = limited();
  for (const body of ['one', 'two']) add('a', body);
  limit.reset();
  clock.advance(SAME_SUBJECT_MS);
  add('a', 'three');
  expect(shown).toEqual(['a|a|one', 'a|a|three']);
});
