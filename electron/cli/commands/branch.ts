import { readChanges } from '../../client/read-changes.ts';
import { AGENT, command, one, text } from '../definition.ts';
import { UsageError } from '../exit-code.ts';
import { runOperation } from '../operation.ts';

export const branch = command({
  name: 'branch',
  summary: 'Write an agent’s commits and changes to a branch of the repository its copy was made from',
  arguments: { agent: one(AGENT), branch: one('Name of the new branch') },
  options: {
    message: text('-m, --message <text>', 'Message of the commit that holds what it did not commit'),
  },
  examples: [{ line: 'bulkhead branch demo agent-work -m Work', does: 'A branch to review with git' }],
  run: async ({ args, options }, context) => {
    if (options.message === undefined) throw new UsageError('Say what changed: --message.');
    const { message } = options;
    const opened = await context.session();
    const { id: agentId } = await opened.agent(args.agent);
    const { summary } = await readChanges(opened, agentId, context.signal);
    const input = { agentId, branch: args.branch, message, seen: summary.stamp };
    await runOperation(opened, context, () => opened.client.call('changes.branch', input, context.signal));
    context.output.result({ branch: args.branch }, () => [args.branch]);
    return 0;
  },
});
