import { expect, it } from 'vitest';
import { sampleAgent, sampleSpec } from '../../contract/agent.fixture.ts';
import type { Agent } from '../../contract/agent.ts';
import { leaseTag } from '../../contract/lease.ts';
import { silentLogger } from '../../lib/logger.ts';
import { ManualClock } from '../../lib/manual-clock.ts';
import { LeaseKeeper } from './lease-keeper.ts';

const leased = (id: string, untilMs: number): Agent =>
  sampleAgent({ id, name: id, spec: sampleSpec({ tags: [leaseTag(untilMs)] }) });

function setUp(agents: Agent[]) {
  const clock = new ManualClock();
  const removed: string[] = [];
  const noted: string[] = [];
  let isBusy = false;
  const keeper = new LeaseKeeper({
    directory: { list: () => ({ sequence: 1, agents }), onChange: () => () => undefined },
    removal: {
      remove: (agentId, deleteWorkspace) => {
        if (isBusy) throw new Error('busy');
        expect(deleteWorkspace).toBe(true);
        removed.push(agentId);
        agents.splice(
          agents.findIndex(({ id }) => id === agentId),
          1,
        );
        return { operationId: 'op' };
      },
    },
    activity: { add: ({ agentId }) => void noted.push(agentId) },
    clock,
    logger: silentLogger,
  });
  const setBusy = (value: boolean) => {
    isBusy = value;
  };
  return { clock, removed, noted, keeper, setBusy };
}

it('removes an agent at the end of its lease, and no other', async () => {
  const { clock, removed, noted, keeper } = setUp([
    leased('one', 60_000),
    leased('two', 120_000),
    sampleAgent({ id: 'free' }),
  ]);
  clock.advance(59_999);
  expect(removed).toEqual([]);
  clock.advance(1);
  expect(removed).toEqual(['one']);
  clock.advance(1_000_000);
  expect(removed).toEqual(['one', 'two']);
  expect(noted).toEqual(['one', 'two']);
  await keeper.dispose();
});

it('tries again while something works on the agent', async () => {
  const { clock, removed, noted, keeper, setBusy } = setUp([leased('one', 60_000)]);
  setBusy(true);
  clock.advance(60_000);
  setBusy(false);
  clock.advance(4_999);
  expect(removed).toEqual([]);
  clock.advance(1);
  expect(removed).toEqual(['one']);
  expect(noted).toEqual(['one']);
  await keeper.dispose();
});

it('stops with the host', async () => {
  const { clock, removed, keeper } = setUp([leased('one', 60_000)]);
  await keeper.dispose();
  clock.advance(100_000);
  expect(removed).toEqual([]);
});
