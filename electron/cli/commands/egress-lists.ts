import { AGENT, command, list, many, one } from '../definition.ts';
import { changeEgress } from '../egress-change.ts';
import { UsageError } from '../exit-code.ts';
import { parseDuration } from '../format.ts';

const HOLD_SECONDS = 30;

export const remove = command({
  name: 'egress remove',
  summary: 'Remove what was allowed or denied for an agent',
  details: [
    'An entry is written as “bulkhead egress” shows it: a domain, the host of a rule, or the host of a host service. What a set allows goes with the set (“bulkhead egress set --remove”).',
  ],
  arguments: { agent: one(AGENT), entry: one('A domain or host'), more: many('Further ones') },
  options: {},
  examples: [
    { line: 'bulkhead egress remove demo api.example.com', does: 'Takes the host off its allowlist' },
  ],
  run: async ({ args }, context) =>
    await changeEgress(context, args.agent, async ({ client }, agentId) => {
      const { rules } = await client.call('egress.rules', { agentId }, context.signal);
      const own = rules.filter(({ list }) => list !== undefined);
      const ruleIds = [args.entry, ...args.more].flatMap((entry) => {
        const found = own.filter(({ rule }) => [rule.id, ...writtenForms(rule)].includes(entry));
        if (found.length === 0) throw new UsageError(`Nothing of the agent’s own is “${entry}”.`);
        return found.map(({ rule }) => rule.id);
      });
      return [{ type: 'remove-rules', ruleIds }];
    }),
});

/** "example.com" and "example.com:8443". */
function writtenForms({
  host,
  ports = [],
}: {
  host: string;
  ports?: readonly number[] | undefined;
}): string[] {
  return [host, ...ports.map((port) => `${host}:${port}`)];
}

export const sets = command({
  name: 'egress set',
  summary: 'Let an agent use sets of rules, or no longer',
  details: ['“bulkhead egress-set” lists the sets.'],
  arguments: { agent: one(AGENT), set: many('Ids of sets to use') },
  options: { remove: list('--remove <set>', 'Id of a set to use no longer') },
  examples: [
    { line: 'bulkhead egress set demo npm pypi', does: 'The agent may reach what both sets allow' },
    { line: 'bulkhead egress set demo --remove npm --remove pypi', does: 'It no longer may' },
  ],
  run: async ({ args, options }, context) => {
    if (args.set.length + options.remove.length === 0) throw new UsageError('Name a set.');
    return await changeEgress(context, args.agent, [
      { type: 'change-sets', add: args.set, remove: options.remove },
    ]);
  },
});

export const hold = command({
  name: 'egress hold',
  summary: 'Hold requests without a rule for a person’s answer',
  details: ['The requests wait for an answer in the window or by “bulkhead egress ask”.'],
  arguments: { agent: one(AGENT), time: one('How long, such as 20s, at most 30s; “off” refuses at once') },
  options: {},
  examples: [
    { line: 'bulkhead egress hold demo 20s', does: 'A request without a rule waits for 20 seconds' },
    { line: 'bulkhead egress hold demo off', does: 'It is refused at once' },
  ],
  run: async ({ args }, context) => {
    const holdMs = args.time === 'off' ? 0 : parseDuration(args.time);
    if (holdMs === undefined || holdMs > HOLD_SECONDS * 1000)
      throw new UsageError(`The time is at most ${HOLD_SECONDS}s, or “off”.`);
    return await changeEgress(context, args.agent, [{ type: 'set-hold', holdMs }]);
  },
});
