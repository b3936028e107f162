import { z } from 'zod';
import { findSnapshot } from '../../client/find-snapshot.ts';
import { runOperation } from '../../client/run-operation.ts';
import { snapshotNameSchema } from '../../contract/snapshots.ts';
import { admitAgent, repeatProgress } from '../admit.ts';
import { tool } from '../tool.ts';
import { AGENT } from './agents.ts';

export const snapshot = tool({
  name: 'snapshot',
  title: 'Take a snapshot of an agent',
  description: 'Keeps the present files of an agent, so that restore can bring them back.',
  input: z.object({ ...AGENT, name: snapshotNameSchema.optional().describe('The time when left out') }),
  readOnly: false,
  destructive: false,
  calls: ['snapshot.save', 'snapshot.list'],
  run: async ({ agent: reference, name: wanted }, call) => {
    const { client, signal, progress } = call;
    const agent = await admitAgent(call, snapshot, reference, ({ name }) => `take a snapshot of “${name}”`);
    const agentId = agent.id;
    const name = wanted ?? new Date().toISOString().slice(0, 19).replace('T', ' ');
    const start = () => client.call('snapshot.save', { agentId, name }, signal);
    await runOperation(client, start, signal, progress);
    const saved = findSnapshot(await client.call('snapshot.list', { agentId }, signal), name);
    return { facts: { id: saved.id, name: saved.name } };
  },
});

export const restore = tool({
  name: 'restore',
  title: 'Restore a snapshot',
  description:
    'Gives an agent the files of a snapshot. Its present files are kept as a snapshot first, unless discard is true.',
  input: z.object({
    ...AGENT,
    snapshot: z.string().min(1).max(100).describe('Id or name of the snapshot'),
    discard: z.boolean().default(false),
  }),
  readOnly: false,
  destructive: true,
  calls: ['snapshot.restore', 'snapshot.list'],
  run: async ({ agent: reference, snapshot: wanted, discard }, call) => {
    const { client, signal, progress } = call;
    const agent = await admitAgent(call, restore, reference, ({ name }) => `restore a snapshot of “${name}”`);
    const agentId = agent.id;
    const { id: snapshotId, name } = findSnapshot(
      await client.call('snapshot.list', { agentId }, signal),
      wanted,
    );
    const input = { agentId, snapshotId, keepPresent: !discard };
    const stop = repeatProgress(call, 'Restoring');
    try {
      await runOperation(client, () => client.call('snapshot.restore', input, signal), signal, progress);
    } finally {
      stop();
    }
    return { facts: { restored: name, id: snapshotId } };
  },
});
