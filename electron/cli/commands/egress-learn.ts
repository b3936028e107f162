import { choicesOf, lockTo } from '../../contract/lock-choices.ts';
import { formatBytes } from '../../contract/sizes.ts';
import type { Context } from '../context.ts';
import { AGENT, command, flag, list, one } from '../definition.ts';
import { changeEgress, egressAgent } from '../egress-change.ts';
import { UsageError } from '../exit-code.ts';

export const learn = command({
  name: 'egress learn',
  summary: 'Let an agent reach everything on record, to find out what it needs',
  details: [
    'Egress is Full until “bulkhead egress lock” makes what was used the allowlist, or `--stop` restores the mode of before.',
  ],
  arguments: { agent: one(AGENT) },
  options: { stop: flag('--stop', 'Stop, and restore the mode of before') },
  examples: [
    { line: 'bulkhead egress learn demo', does: 'Then let the agent do what it is for' },
    { line: 'bulkhead egress learn demo --stop', does: 'As it was before' },
  ],
  run: async ({ args, options }, context) =>
    await changeEgress(context, args.agent, [{ type: options.stop ? 'stop-learning' : 'start-learning' }]),
});

const EXACT = flag('--exact', 'Only the exact hosts seen, without sets and patterns');

export const learned = command({
  name: 'egress learned',
  summary: 'Show the allowlist that a learning agent needs so far',
  details: [
    '“bulkhead egress lock” takes what was used; entries without hosts are on its lists and were not used.',
  ],
  arguments: { agent: one(AGENT) },
  options: { exact: EXACT },
  examples: [
    { line: 'bulkhead egress learned demo', does: 'The shortest list, with the hosts behind each entry' },
  ],
  run: async ({ args, options }, context) => {
    const [, choices] = await lesson(args.agent, options.exact, context);
    const rows = choices.map(({ used, kind, entry, hosts }) => [
      used ? 'used' : 'not used',
      kind,
      entry,
      String(hosts.reduce((sum, { requests }) => sum + requests, 0)),
      formatBytes(hosts.reduce((sum, { bytesUp, bytesDown }) => sum + bytesUp + bytesDown, 0)),
      hosts.map(({ host, port }) => `${host}:${port}`).join(' '),
    ]);
    context.output.table(choices, ['', 'KIND', 'ENTRY', 'REQUESTS', 'BYTES', 'HOSTS'], rows);
    return 0;
  },
});

export const lock = command({
  name: 'egress lock',
  summary: 'Make what a learning agent used its allowlist',
  details: [
    'The agent’s own rules and host services stay. Entries that were not used go, unless `--keep` names them.',
  ],
  arguments: { agent: one(AGENT) },
  options: {
    exact: EXACT,
    keep: list('--keep <entry>', 'An entry that was not used and stays'),
    without: list('--without <entry>', 'An entry that was used and is left out'),
  },
  examples: [{ line: 'bulkhead egress lock demo', does: 'The agent reaches what it used, and no more' }],
  run: async ({ args, options }, context) =>
    await changeEgress(context, args.agent, async () => {
      const [before, choices] = await lesson(args.agent, options.exact, context);
      const unknown = [...options.keep, ...options.without].find(
        (entry) => !choices.some((choice) => choice.entry === entry),
      );
      if (unknown !== undefined) throw new UsageError(`“${unknown}” is none of the entries.`);
      const chosen = choices.filter(
        ({ entry, used }) => (used || options.keep.includes(entry)) && !options.without.includes(entry),
      );
      return [lockTo(chosen, before)];
    }),
});

/** What the agent's egress is, and the entries to choose from. Rejects with `conflict` when it does not learn. */
async function lesson(text: string, isExact: boolean, context: Context) {
  const [{ client }, agentId] = await egressAgent(text, context);
  const { wanted } = await client.call('egress.state', { agentId }, context.signal);
  const found = await client.call('egress.learned', { agentId }, context.signal);
  return [wanted, choicesOf(found, isExact, (id) => id)] as const;
}
