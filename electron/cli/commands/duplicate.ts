import { waitForStart } from '../../client/wait-for-start.ts';
import { AGENT, command, one } from '../definition.ts';
import { runOperation } from '../operation.ts';

export const duplicate = command({
  name: 'duplicate',
  summary: 'Create an agent with the settings of another one',
  details: ['Its files begin anew. “bulkhead fork” makes one that goes on from a snapshot.'],
  arguments: { agent: one(AGENT), name: one('Name of the new agent') },
  options: {},
  examples: [
    { line: 'bulkhead duplicate demo demo-two', does: 'The settings of demo, and files of its own' },
  ],
  run: async ({ args }, context) => {
    const opened = await context.session();
    const { id: agentId } = await opened.agent(args.agent);
    const { name } = args;
    await runOperation(opened, context, () =>
      opened.client.call('agent.duplicate', { agentId, name }, context.signal),
    );
    const made = await waitForStart(opened.client, name, context.signal);
    context.output.result(made, () => [made.name]);
    return 0;
  },
});
