import { z } from 'zod';
import { waitForEgress } from '../../client/wait-for-host.ts';
import type { EgressIntent } from '../../contract/egress-intent.ts';
import { egressModeSchema } from '../../contract/egress-mode.ts';
import { AppFailure } from '../../contract/error.ts';
import { admitAgent } from '../admit.ts';
import { tool } from '../tool.ts';
import { egressWidenings } from '../widening.ts';
import { AGENT } from './agents.ts';

const hosts = z.array(z.string().min(1).max(300)).max(50).default([]);

export const changeEgress = tool({
  name: 'change_egress',
  title: 'Change what an agent reaches',
  description:
    'Narrows an agent’s internet access at once; a wider mode or more hosts need a person’s approval. Hosts are written as example.com, *.example.com or **.example.com.',
  input: z.object({
    ...AGENT,
    mode: egressModeSchema.optional(),
    allow: hosts.describe('Hosts to add to its allowlist'),
    deny: hosts.describe('Hosts to deny, whatever allows them'),
  }),
  readOnly: false,
  destructive: false,
  calls: ['egress.state', 'egress.change'],
  run: async ({ agent: reference, mode, allow, deny }, call) => {
    const { client, signal } = call;
    const intents: EgressIntent[] = [];
    if (mode !== undefined) intents.push({ type: 'set-mode', mode });
    if (allow.length > 0) intents.push({ type: 'change-domains', add: allow, remove: [] });
    const denials = deny.map((host) => ({ effect: 'deny' as const, host }));
    if (denials.length > 0) intents.push({ type: 'add-rules', rules: denials });
    if (intents.length === 0)
      throw new AppFailure({ type: 'invalid-input', message: 'Give a mode, or hosts to allow or deny.' });
    const agent = await admitAgent(
      call,
      changeEgress,
      reference,
      ({ name }) => `change what “${name}” reaches`,
      async ({ id: agentId }) => {
        await waitForEgress(client, agentId);
        const { wanted: present } = await client.call('egress.state', { agentId }, signal);
        const allowedDomains = [...present.allowedDomains, ...allow];
        return egressWidenings(present, { ...present, mode: mode ?? present.mode, allowedDomains });
      },
    );
    const { state } = await client.call('egress.change', { agentId: agent.id, intents }, signal);
    const { wanted, inForce, problem } = state;
    return { facts: { mode: wanted.mode, inForce, ...(problem === undefined ? {} : { problem }) } };
  },
});
