import { afterEach, expect, it, vi } from 'vitest';
import type { Agent } from '../../contract/agent.ts';
import { AppFailure } from '../../contract/error.ts';
import type { VerificationState } from '../../contract/isolation.ts';
import { preferencesSchema } from '../../contract/preferences.ts';
import { silentLogger } from '../../lib/logger.ts';
import { ManualClock } from '../../lib/manual-clock.ts';
import { Scope } from '../../lib/scope.ts';
import { scheduleVerifications } from './verification-schedule.ts';

const HOUR = 3_600_000;
let scope = new Scope();
afterEach(async () => {
  await scope.dispose();
  scope = new Scope();
});

function scheduled(agents: { id: string; status: Agent['status'] }[]) {
  const clock = new ManualClock();
  clock.advance(100 * HOUR);
  const current = preferencesSchema.parse({ verification: { everyHours: 6, newAgents: false } });
  const states: Record<string, VerificationState> = {};
  const ran: string[] = [];
  const broken = new Set<string>();
  let atOnce = 0;
  const run = async (agentId: string) => {
    atOnce += 1;
    expect(atOnce).toBe(1);
    ran.push(agentId);
    const startedAt = clock.now();
    await Promise.resolve();
    atOnce -= 1;
    if (broken.has(agentId)) throw new AppFailure({ type: 'not-running', message: 'x' });
    const newest = {
      startedAt,
      trigger: 'schedule' as const,
      passed: 1,
      inconclusive: 0,
      failed: [],
      open: [],
    };
    states[agentId] = { newest, running: false };
    return { agentId, startedAt, trigger: 'schedule' as const, probes: [], open: [] };
  };
  const preferences = { current };
  const directory = { list: () => ({ sequence: 1, agents: agents as Agent[] }) };
  const verifications = { list: async () => states, run };
  const options = { verifications, directory, preferences, clock, logger: silentLogger };
  scope.add(scheduleVerifications(options));
  /** In steps as long as it looks again: each look ends before the next. */
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 60_000) {
      clock.advance(60_000);
      await vi.waitFor(() => expect(atOnce).toBe(0));
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { clock, pass, ran, preferences, breakIt: (id: string) => void broken.add(id) };
}

it('verifies running agents one after the other, and again when it is time', async () => {
  const { pass, ran } = scheduled([
    { id: 'a', status: 'running' },
    { id: 'b', status: 'running' },
    { id: 'c', status: 'stopped' },
  ]);
  await pass(60_000);
  expect(ran).toEqual(['a', 'b']);
  await pass(5 * HOUR);
  expect(ran).toEqual(['a', 'b']);
  await pass(HOUR);
  expect(ran).toEqual(['a', 'b', 'a', 'b']);
});

it('verifies nobody while it is off, and follows the setting', async () => {
  const schedule = scheduled([{ id: 'a', status: 'running' }]);
  const { pass, ran, preferences } = schedule;
  const on = preferences.current;
  preferences.current = preferencesSchema.parse({});
  await pass(HOUR);
  expect(ran).toEqual([]);
  preferences.current = on;
  await pass(60_000);
  expect(ran).toEqual(['a']);
});

it('lets one that cannot be verified wait for its next turn', async () => {
  const { pass, ran, breakIt } = scheduled([{ id: 'a', status: 'running' }]);
  breakIt('a');
  await pass(HOUR);
  expect(ran).toEqual(['a']);
  await pass(6 * HOUR);
  expect(ran).toEqual(['a', 'a']);
});

it('goes on at its intervals after the clock was set back by days', async () => {
  const { clock, pass, ran } = scheduled([{ id: 'a', status: 'running' }]);
  await pass(60_000);
  clock.setBy(-3 * 24 * HOUR);
  await pass(60_000);
  expect(ran).toEqual(['a', 'a']);
  await pass(5 * HOUR);
  expect(ran).toEqual(['a', 'a']);
  await pass(2 * HOUR);
  expect(ran).toEqual(['a', 'a', 'a']);
});
