import { AGENT, command, flag, one } from '../definition.ts';
import { RefusedError, UsageError } from '../exit-code.ts';
import { runOperation } from '../operation.ts';

export const drift = command({
  name: 'drift',
  summary: 'Show what differs between an agent on the engine and its settings, or repair it',
  details: ['Somebody changed it past Bulkhead, for example with “docker network connect”.'],
  arguments: { agent: one(AGENT) },
  options: {
    restore: flag('--restore', 'Repair what can be repaired'),
    recreate: flag('--recreate', 'Also make a new container where that is needed'),
  },
  examples: [{ line: 'bulkhead drift demo', does: 'Each difference, with what repairs it' }],
  run: async ({ args, options }, context) => {
    if (options.recreate && !options.restore) throw new UsageError('--recreate is for --restore.');
    const { output, signal } = context;
    const opened = await context.session();
    const { id: agentId } = await opened.agent(args.agent);
    const { client } = opened;
    const differences = async () => (await client.call('drift.list', {}, signal))[agentId] ?? [];
    const present = await differences();
    if (options.restore && present.length > 0) {
      if (!options.recreate && present.every(({ remedy }) => remedy === 'recreate'))
        throw new RefusedError('That needs a new container, which --recreate allows. Nothing was changed.');
      const { recreate } = options;
      const { operationId } = await client.call('drift.restore', { agentId, recreate }, signal);
      if (operationId !== null) await runOperation(opened, context, async () => ({ operationId }));
    }
    const left = options.restore ? await differences() : present;
    output.table(
      left,
      ['WHAT', 'EXPECTED', 'IS', 'REMEDY'],
      left.map(({ subject, expected, actual, remedy }) => [subject, expected, actual, remedy]),
    );
    return 0;
  },
});
