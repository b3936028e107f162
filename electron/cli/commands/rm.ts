import { AppFailure } from '../../contract/error.ts';
import { AGENT, command, flag, many, one } from '../definition.ts';
import { runOperation } from '../operation.ts';

export const rm = command({
  name: 'rm',
  summary: 'Remove agents',
  details: [
    'The workspace volume of an agent stays unless `--workspace` is given; host folders always stay.',
  ],
  arguments: { agent: one(AGENT), more: many('Further agents') },
  options: {
    force: flag('-f, --force', 'Also remove agents that run'),
    workspace: flag('--workspace', 'Also delete their workspace volumes'),
  },
  examples: [{ line: 'bulkhead rm -f --workspace demo', does: 'The agent and all of its files' }],
  run: async ({ args, options }, context) => {
    const opened = await context.session();
    const agents = await Promise.all([args.agent, ...args.more].map((text) => opened.agent(text)));
    const active = agents.find(({ status }) => status === 'running' || status === 'paused');
    if (active && !options.force) {
      throw new AppFailure({
        type: 'conflict',
        message: `“${active.name}” is ${active.status}. Stop it first, or add --force.`,
      });
    }
    for (const { id: agentId } of agents) {
      await runOperation(opened, context, () =>
        opened.client.call('agent.remove', { agentId, deleteWorkspace: options.workspace }),
      );
    }
    context.output.result(
      agents.map(({ id, name }) => ({ id, name })),
      () => agents.map(({ name }) => name),
    );
    return 0;
  },
});
