import { findSnapshot } from '../../client/find-snapshot.ts';
import { AGENT, command, flag, one } from '../definition.ts';
import { runOperation } from '../operation.ts';

export const restore = command({
  name: 'restore',
  summary: 'Give an agent the files of a snapshot',
  details: ['The present files are saved as a snapshot first, unless `--discard` is given.'],
  arguments: { agent: one(AGENT), snapshot: one('Id or name of the snapshot') },
  options: { discard: flag('--discard', 'Do not keep the present files') },
  examples: [{ line: 'bulkhead restore demo before-upgrade', does: 'Its files are as they were then' }],
  run: async ({ args, options }, context) => {
    const opened = await context.session();
    const { id: agentId, name } = await opened.agent(args.agent);
    const snapshots = await opened.client.call('snapshot.list', { agentId }, context.signal);
    const { id: snapshotId } = findSnapshot(snapshots, args.snapshot);
    await runOperation(opened, context, () =>
      opened.client.call('snapshot.restore', { agentId, snapshotId, keepPresent: !options.discard }),
    );
    context.output.result({ id: agentId, name }, () => [name]);
    return 0;
  },
});
