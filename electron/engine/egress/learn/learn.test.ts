import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bareEgress } from '../../../contract/agent-spec.ts';
import type { EgressState } from '../../../contract/isolation.ts';
import { silentLogger } from '../../../lib/logger.ts';
import { ManualClock } from '../../../lib/manual-clock.ts';
import { Audit } from '../audit/audit.ts';
import { decisionOf } from '../audit/decision.fixture.ts';
import { createLearnHandlers } from './learn.ts';

let folder: string;
let audit: Audit;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'learn-'));
  audit = new Audit({ dataPath: folder, clock: new ManualClock(), logger: silentLogger });
  // No gateway sends a decision before it has this answer.
  await audit.lastSeq('i');
});
afterEach(async () => {
  await audit.dispose();
  rmSync(folder, { recursive: true });
});

const decide = (seq: number, host: string, time: number) =>
  audit.onDecision('i', decisionOf(seq, { host, time, port: 443 }));

/** The hosts that are learned from after the decision of that flow. */
async function learned(afterFlow: string | undefined): Promise<string[]> {
  const learning = { since: 1_000_000, before: 'allowlist' as const, ...(afterFlow ? { afterFlow } : {}) };
  const wanted = { ...bareEgress('full'), learning };
  const calls = createLearnHandlers({
    audit,
    egress: { state: async () => ({ wanted }) as EgressState },
    ownSets: () => [],
  });
  const lesson = await calls['egress.learned']({ agentId: 'a1' }, new AbortController().signal);
  return lesson.exact.map(({ entry }) => entry);
}

it('learns from every request since the start, whatever the clocks of the gateway and of this machine say', async () => {
  decide(0, 'before.test', 2_000_000);
  const start = await audit.newestFlow('a1');
  decide(1, 'behind.test', 500_000);
  decide(2, 'ahead.test', 9_000_000);
  decide(3, 'set-back.test', 1);
  expect(await learned(start)).toEqual(['ahead.test', 'behind.test', 'set-back.test']);
});

it('learns from the first request of an agent', async () => {
  expect(await audit.newestFlow('a1')).toBeUndefined();
  decide(0, 'first.test', 1);
  expect(await learned(undefined)).toEqual(['first.test']);
});

it('finds the start on disk, after the app was closed', async () => {
  decide(0, 'before.test', 2);
  const start = await audit.newestFlow('a1');
  decide(1, 'after.test', 1);
  await audit.dispose();
  audit = new Audit({ dataPath: folder, clock: new ManualClock(), logger: silentLogger });
  expect(await learned(start)).toEqual(['after.test']);
});
