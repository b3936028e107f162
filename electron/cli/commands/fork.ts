import { findAgent } from '../../client/find-agent.ts';
import { findSnapshot } from '../../client/find-snapshot.ts';
import { AGENT, command, one } from '../definition.ts';
import { runOperation } from '../operation.ts';

export const fork = command({
  name: 'fork',
  summary: 'Create an agent from a snapshot of another one',
  arguments: {
    agent: one(AGENT),
    snapshot: one('Id or name of the snapshot'),
    name: one('Name of the new agent'),
  },
  options: {},
  examples: [
    {
      line: 'bulkhead fork demo before-upgrade demo-two',
      does: 'The settings of demo, the files of the snapshot',
    },
  ],
  run: async ({ args }, context) => {
    const opened = await context.session();
    const { id: agentId } = await opened.agent(args.agent);
    const snapshots = await opened.client.call('snapshot.list', { agentId }, context.signal);
    const { id: snapshotId } = findSnapshot(snapshots, args.snapshot);
    await runOperation(opened, context, () =>
      opened.client.call('snapshot.fork', { agentId, snapshotId, name: args.name }),
    );
    const agents = await opened.agents();
    const copy = findAgent(agents, args.name);
    context.output.result(copy, () => [copy.name]);
    return 0;
  },
});
