import { beforeEach, expect, it } from 'vitest';
import { bareEgress } from '../../../contract/agent-spec.ts';
import { ManualClock } from '../../../lib/manual-clock.ts';
import { RuleDeadlines } from './rule-deadlines.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const entry = {};
let clock: ManualClock;
let deadlines: RuleDeadlines;
beforeEach(() => {
  clock = new ManualClock();
  clock.setBy(100 * DAY_MS);
  deadlines = new RuleDeadlines(clock);
});
const forTenMinutes = () => ({
  ...bareEgress('allowlist'),
  temporary: [{ effect: 'allow' as const, host: 'a.com', expiresAt: clock.now() + 10 * MINUTE_MS }],
});

it('changes nothing while the clock only goes on', () => {
  const egress = forTenMinutes();
  expect(deadlines.live(entry, egress)).toBe(egress);
  clock.advance(9 * MINUTE_MS);
  expect(deadlines.live(entry, egress)).toBe(egress);
  clock.advance(2 * MINUTE_MS);
  expect(deadlines.live(entry, egress).temporary).toEqual([]);
});

it('ends a rule in its time although the clock was set back by days, more than once', () => {
  let egress = deadlines.live(entry, forTenMinutes());
  for (let minute = 1; minute <= 9; minute += 1) {
    clock.advance(MINUTE_MS);
    clock.setBy(-DAY_MS);
    egress = deadlines.live(entry, egress);
    expect(egress.temporary[0]?.expiresAt).toBe(clock.now() + (10 - minute) * MINUTE_MS);
  }
  clock.advance(MINUTE_MS);
  expect(deadlines.live(entry, egress).temporary).toEqual([]);
});

it('ends a rule at once when the clock is set forward past its end', () => {
  const egress = deadlines.live(entry, forTenMinutes());
  clock.setBy(DAY_MS);
  expect(deadlines.live(entry, egress).temporary).toEqual([]);
});

it('ends the rules of before when the clock was set back while the app was closed, and no later ones', () => {
  const untilStopped = { effect: 'allow' as const, host: 'b.com', expiresAt: null };
  const egress = forTenMinutes();
  const found = { ...egress, temporary: [...egress.temporary, untilStopped] };
  expect(deadlines.live(entry, found, true).temporary).toEqual([untilStopped]);
  const later = forTenMinutes();
  expect(deadlines.live(entry, later, true)).toBe(later);
});

it('gives a rule its whole time that was made after the clock was set back', () => {
  deadlines.live(entry, forTenMinutes());
  clock.setBy(-DAY_MS);
  const egress = forTenMinutes();
  expect(deadlines.live(entry, egress)).toBe(egress);
});
