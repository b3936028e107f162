import type { EgressIntent } from '../../../electron/contract/egress-intent.ts';
import { ensureAgent, subjectSpec } from '../harness/agents.ts';
import type { Subject } from '../harness/every-step.ts';
import { reachedBy } from '../harness/model.ts';
import type { World } from '../harness/world.ts';

const NAME = 'subject';

async function change(world: World, intents: EgressIntent[]): Promise<void> {
  const agentId = (await world.agentNamed(NAME))?.id ?? '';
  await world.window.call('egress.change', { agentId, intents });
}

const mode = (value: 'off' | 'allowlist' | 'full'): EgressIntent => ({ type: 'set-mode', mode: value });
const domains = (add: string[], remove: string[]): EgressIntent => ({ type: 'change-domains', add, remove });

function policyChange(name: string, start: EgressIntent[], target: EgressIntent[]): Subject {
  return {
    name: `policy: ${name}`,
    async prepare(world) {
      await ensureAgent(world, subjectSpec(world, NAME));
      await change(world, start);
    },
    operate: (world) => change(world, target),
    async state(world) {
      // An engine that was killed has ended the agent.
      const agentId = await ensureAgent(world, subjectSpec(world, NAME));
      const { wanted: shown } = await world.window.call('egress.state', { agentId });
      return `${shown.mode} ${shown.allowedDomains} reaches ${await reachedBy(NAME)}`;
    },
  };
}

const listed = mode('allowlist');
export const policyChanges: Subject[] = [
  policyChange('cut off', [listed], [mode('off')]),
  policyChange('let out again', [mode('off')], [listed]),
  policyChange('open fully', [listed], [mode('full')]),
  policyChange('allow a host', [listed, domains([], ['other.test'])], [domains(['other.test'], [])]),
  policyChange('take a host back', [listed, domains(['other.test'], [])], [domains([], ['other.test'])]),
];
