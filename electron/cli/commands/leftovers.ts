import { command, optional } from '../definition.ts';
import { UsageError } from '../exit-code.ts';
import { runOperation } from '../operation.ts';

export const leftovers = command({
  name: 'leftovers',
  summary: 'List what interrupted work left on the engine, or remove it',
  arguments: { id: optional('Id of what to remove; the list when left out') },
  options: {},
  examples: [
    { line: 'bulkhead leftovers', does: 'Containers, networks and volumes that belong to no complete agent' },
  ],
  run: async ({ args }, context) => {
    const { output, signal } = context;
    const opened = await context.session();
    await opened.agents();
    const { client } = opened;
    const found = await client.call('leftovers.list', {}, signal);
    const { id } = args;
    if (id !== undefined) {
      const named = found.filter(({ agentId, name }) => name === id || agentId.startsWith(id));
      const [only] = named;
      if (!only || named.length > 1) throw new UsageError(`“${id}” names ${named.length} of the leftovers.`);
      const { agentId } = only;
      await runOperation(opened, context, () => client.call('leftovers.clean-up', { agentId }, signal));
    }
    const left = id === undefined ? found : await client.call('leftovers.list', {}, signal);
    output.table(
      left,
      ['ID', 'NAME', 'OBJECTS'],
      left.map(({ agentId, name, objects }) => [agentId.slice(0, 12), name, objects.join(', ')]),
    );
    return 0;
  },
});
