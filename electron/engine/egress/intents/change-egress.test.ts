import { expect, it } from 'vitest';
import { type AgentEgress, bareEgress } from '../../../contract/agent-spec.ts';
import type { EgressIntent } from '../../../contract/egress-intent.ts';
import { changeEgress } from './change-egress.ts';

const agent = { id: 'a', status: 'running' as const, startedAt: 77 };

function service(wanted: AgentEgress) {
  const cuts: boolean[] = [];
  return {
    cuts,
    list: () => ({ a: { wanted, inForce: true } }),
    update: async (
      _agentId: string,
      change: (wanted: AgentEgress) => AgentEgress,
      { cutsOff = false }: { cutsOff?: boolean } = {},
    ) => {
      cuts.push(cutsOff);
      return { wanted: change(wanted), inForce: true };
    },
  };
}

const learning = { ...bareEgress('full'), learning: { since: 1, before: 'off' as const } };
it.each<[EgressIntent['type'], AgentEgress, EgressIntent, boolean]>([
  ['set-mode', bareEgress('full'), { type: 'set-mode', mode: 'off' }, true],
  ['set-mode', bareEgress('off'), { type: 'set-mode', mode: 'full' }, false],
  ['stop-learning', learning, { type: 'stop-learning' }, true],
  ['set-hold', bareEgress('off'), { type: 'set-hold', holdMs: 0 }, false],
])('sends %s ahead only when it cuts the agent off', async (_type, wanted, intent, cutsOff) => {
  const egress = service(wanted);
  await changeEgress(egress, agent, [intent], { now: 0 });
  expect(egress.cuts).toEqual([cutsOff]);
});

it('notes the run of a rule that lasts until the agent stops, and tells what takes it back', async () => {
  const rule = { effect: 'allow' as const, host: 'a.test', expiresAt: null };
  const { state, undo } = await changeEgress(
    service(bareEgress('allowlist')),
    agent,
    [{ type: 'add-rules', rules: [rule] }],
    { now: 0 },
  );
  expect(state.wanted.temporary).toEqual([{ ...rule, run: 77 }]);
  expect(undo).toEqual([{ type: 'remove-rules', ruleIds: ['temporary::allow:a.test'] }]);
});

it('notes the newest decision when learning starts, and keeps it', async () => {
  const egress = service(bareEgress('allowlist'));
  const learn = (newestFlow: string) =>
    changeEgress(egress, agent, [{ type: 'start-learning' }], { now: 5, newestFlow });
  const learning = { since: 5, before: 'allowlist', afterFlow: 'f' };
  expect((await learn('f')).state.wanted.learning).toEqual(learning);
});
