import { command } from '../definition.ts';

export const types = command({
  name: 'types',
  summary: 'List the agent types',
  arguments: {},
  options: {},
  examples: [{ line: 'bulkhead types', does: 'What “create --type” accepts' }],
  run: async (_, { output, session, signal }) => {
    const opened = await session();
    const listed = (await opened.client.call('agent-type.list', {}, signal)).types;
    output.table(
      listed,
      ['ID', 'LABEL', 'DESCRIPTION'],
      listed.map((type) =>
        type.status === 'ok'
          ? [type.id, type.label, type.description]
          : [type.id, '(broken)', `${type.file}: ${type.problem}`],
      ),
    );
    return 0;
  },
});
