import { resolve } from 'node:path';
import { CLIENT_NAME, DEFAULT_GRANT, type Grant } from '../../mcp/grant.ts';
import { command, flag, list, text } from '../definition.ts';
import { UsageError } from '../exit-code.ts';
import { BUDGET_OPTIONS, budgetOf, durationOf } from '../mcp-budget.ts';
import { VERSION } from '../version.ts';

export const mcp = command({
  name: 'mcp',
  summary: 'Serve coding agents on this machine as an MCP server, on standard input and output',
  details: [
    'Started by the program that uses it, such as Claude Code; docs/mcp.md says how. The program makes agents within its budget and acts on these alone. What reaches further (more internet, folders of this machine, secrets, applying changes, agents of others) waits for a person, in the window or with “bulkhead approvals”, and is refused when no window is open.',
    'Agents are known by the name given with `--client`: programs of one name share agents and budget. An agent is removed with its files at the end of its lifetime.',
  ],
  arguments: {},
  options: {
    client: text('--client <name>', 'Name of the program that uses it; “mcp” when left out'),
    ...BUDGET_OPTIONS,
    agent: list('--agent <agent>', 'Agent of others on which it may act, by name or id'),
    allAgents: flag('--all-agents', 'It may act on all agents'),
    root: list('--root <folder>', 'Folder below which it may copy folders into agents without asking'),
    wait: text('--wait <duration>', 'How long a request waits for a person; 50s when left out'),
  },
  examples: [
    { line: 'bulkhead mcp --client claude-code', does: 'Serves Claude Code, which started it' },
    {
      line: 'bulkhead mcp --client ci --max-agents 10 --max-memory 16g --lifetime 1h --root .',
      does: 'More agents for a shorter time, with copies of this folder',
    },
  ],
  run: async ({ options }, context) => {
    const grant: Grant = {
      client: clientOf(options.client ?? 'mcp'),
      scope: 'person',
      ...budgetOf(options),
      others: options.allAgents ? 'all' : options.agent,
      roots: options.root.map((root) => resolve(root)),
      allowsInternet: true,
      waitMs: durationOf('--wait', options.wait, DEFAULT_GRANT.waitMs, 600_000),
    };
    const { serveMcp } = await import('../../mcp/serve-stdio.ts');
    const { lastingConnection } = await import('../lasting-connection.ts');
    const connection = lastingConnection(context.signal);
    try {
      const caller = `mcp:${grant.client}`;
      const deps = { connect: connection.connect, grant, caller, version: VERSION };
      await serveMcp(deps, { stdin: process.stdin, signal: context.signal });
    } finally {
      await connection.dispose();
    }
    return 0;
  },
});

function clientOf(name: string): string {
  if (CLIENT_NAME.test(name)) return name;
  throw new UsageError('--client is a name of small letters, digits, “.”, “_” and “-”, such as claude-code.');
}
