import { parseDomain } from '../../contract/allowed-domain.ts';
import type { WrittenRule } from '../../contract/egress-rule.ts';
import { AGENT, command, flag, many, one } from '../definition.ts';
import { changeEgress } from '../egress-change.ts';
import { UsageError } from '../exit-code.ts';

export const unread = command({
  name: 'egress unread',
  summary: 'Do not intercept hosts: pass an agent’s connections to them on unread',
  details: [
    'For programs that pin a certificate or do not trust the gateway’s. No credential is filled in for these hosts, methods and paths of rules do not count, and on a server that many sites share another site can be reached.',
    'A host is written as in the window, with `:PORT` if need be.',
  ],
  arguments: { agent: one(AGENT), host: one('A host pattern'), more: many('Further host patterns') },
  options: { remove: flag('--remove', 'Intercept the hosts again') },
  examples: [
    {
      line: 'bulkhead egress unread demo pinned.example.com',
      does: 'Lets a program that pins a certificate through',
    },
    { line: 'bulkhead egress unread --remove demo pinned.example.com', does: 'Reads its requests again' },
  ],
  run: async ({ args, options }, context) => {
    const targets = [args.host, ...args.more].map(targetOf);
    if (!options.remove) {
      const rules = targets.map((target) => ({ ...target, effect: 'allow' as const, opaque: true }));
      return await changeEgress(context, args.agent, [{ type: 'add-rules', rules }]);
    }
    return await changeEgress(context, args.agent, async ({ client }, agentId) => {
      const { rules } = await client.call('egress.rules', { agentId }, context.signal);
      const ruleIds = targets.flatMap((target) => {
        const own = rules.filter(
          ({ rule, list }) => list !== undefined && rule.opaque && isSame(rule, target),
        );
        if (own.length === 0) throw new UsageError(`No rule of the agent passes ${target.host} unread.`);
        return own.map(({ rule }) => rule.id);
      });
      return [{ type: 'remove-rules', ruleIds }];
    });
  },
});

type Target = Pick<WrittenRule, 'host' | 'ports'>;

function targetOf(text: string): Target {
  const parsed = parseDomain(text);
  if (!parsed.ok) throw new UsageError(`${text}: ${parsed.message}`);
  return { host: parsed.host, ...(parsed.ports ? { ports: parsed.ports } : {}) };
}

const isSame = (rule: Target, target: Target) =>
  rule.host === target.host && String(rule.ports ?? '') === String(target.ports ?? '');
