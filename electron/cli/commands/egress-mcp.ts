import { MCP_ADDRESS } from '../../contract/mcp-grant.ts';
import { AGENT, command, flag, one } from '../definition.ts';
import { changeEgress } from '../egress-change.ts';
import { BUDGET_OPTIONS, budgetOf } from '../mcp-budget.ts';

export const grantMcp = command({
  name: 'egress mcp',
  summary: 'Let an agent make sandboxes of its own with Bulkhead’s MCP server, or no longer',
  details: [
    `The agent reaches ${MCP_ADDRESS} through the gateway while its egress is not Off, without a token, and nothing else of Bulkhead. You are asked before it is granted. Its agents have no internet, no folder of this machine and no secret unless you allow it each time.`,
  ],
  arguments: { agent: one(AGENT) },
  options: { ...BUDGET_OPTIONS, revoke: flag('--revoke', 'It may no longer') },
  examples: [
    { line: 'bulkhead egress mcp demo --max-agents 2 --lifetime 1h', does: 'Two sandboxes at a time' },
    { line: 'bulkhead egress mcp demo --revoke', does: 'It reaches the server no more, at once' },
  ],
  run: async ({ args, options }, context) =>
    await changeEgress(context, args.agent, [
      { type: 'set-mcp', grant: options.revoke ? null : budgetOf(options) },
    ]),
});
