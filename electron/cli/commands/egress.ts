import type { EgressMode } from '../../contract/egress-mode.ts';
import { AGENTS } from '../agents-in-turn.ts';
import { AGENT, command, many, one } from '../definition.ts';
import { changeEgress, egressAgent, egressLines, setEgressMode } from '../egress-change.ts';
import { plain } from '../table.ts';
import { asks } from './egress-asks.ts';
import { learn, learned, lock } from './egress-learn.ts';
import { hold, remove, sets } from './egress-lists.ts';
import { log } from './egress-log.ts';
import { grantMcp } from './egress-mcp.ts';
import { unread } from './egress-unread.ts';
import { exportEgress, importEgress } from './egress-yaml.ts';

const show = command({
  name: 'egress show',
  summary: 'Show what may leave an agent’s network',
  isDefault: true,
  arguments: { agent: one(AGENT) },
  options: {},
  examples: [{ line: 'bulkhead egress demo', does: 'Its mode and its rules, with where each comes from' }],
  run: async ({ args }, context) => {
    const { output, signal } = context;
    const [{ client }, agentId] = await egressAgent(args.agent, context);
    const state = await client.call('egress.state', { agentId }, signal);
    const { rules, missingSets } = await client.call('egress.rules', { agentId }, signal);
    output.result({ ...state, rules, missingSets }, () => [
      ...egressLines(state),
      ...rules.map(({ rule }) =>
        plain(
          [
            ...[rule.effect, rule.host, rule.ports?.join(','), rule.opaque ? 'unread' : undefined],
            `(${rule.origin.name ?? rule.origin.kind})`,
          ]
            .filter((part) => part !== undefined)
            .join(' '),
        ),
      ),
    ]);
    return 0;
  },
});

const OFF = 'Let nothing out of an agent’s network';

const off = command({
  name: 'egress off',
  summary: OFF,
  arguments: AGENTS.arguments,
  options: { all: AGENTS.all('All agents') },
  examples: [
    { line: 'bulkhead egress off demo', does: OFF },
    { line: 'bulkhead egress off --all', does: 'Cut all agents off from the internet' },
  ],
  run: async ({ args, options }, context) =>
    await setEgressMode(context, { ...args, all: options.all }, 'off'),
});

function mode(targetMode: EgressMode, summary: string) {
  return command({
    name: `egress ${targetMode}`,
    summary,
    arguments: { agent: one(AGENT), more: many('Further agents') },
    options: {},
    examples: [{ line: `bulkhead egress ${targetMode} demo`, does: summary }],
    run: async ({ args }, context) => await setEgressMode(context, { ...args, all: false }, targetMode),
  });
}

const allow = command({
  name: 'egress allow',
  summary: 'Allow an agent to reach hosts',
  details: [
    'A host is written as in the window: `example.com`, `*.example.com`, `**.example.com`, each with `:PORT` if need be.',
  ],
  arguments: { agent: one(AGENT), host: one('A host pattern'), more: many('Further host patterns') },
  options: {},
  examples: [{ line: 'bulkhead egress allow demo api.example.com', does: 'Adds the host to its allowlist' }],
  run: async ({ args }, context) =>
    await changeEgress(context, args.agent, [
      { type: 'change-domains', add: [args.host, ...args.more], remove: [] },
    ]),
});

const deny = command({
  name: 'egress deny',
  summary: 'Deny hosts, whatever allows them',
  arguments: { agent: one(AGENT), host: one('A host'), more: many('Further hosts') },
  options: {},
  examples: [{ line: 'bulkhead egress deny demo pypi.org', does: 'Adds a rule that beats every allow' }],
  run: async ({ args }, context) =>
    await changeEgress(context, args.agent, [
      {
        type: 'add-rules',
        rules: [args.host, ...args.more].map((host) => ({ effect: 'deny' as const, host })),
      },
    ]),
});

export const egress = [
  show,
  off,
  mode('allowlist', 'Let an agent reach what its rules allow'),
  mode('full', 'Let an agent reach everything public that no rule denies'),
  allow,
  deny,
  unread,
  remove,
  sets,
  hold,
  learn,
  learned,
  lock,
  grantMcp,
  exportEgress,
  importEgress,
  log,
  asks,
];
