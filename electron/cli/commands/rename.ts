import { AGENT, command, one } from '../definition.ts';

export const rename = command({
  name: 'rename',
  summary: 'Give an agent another name',
  arguments: { agent: one(AGENT), name: one('The new name') },
  options: {},
  examples: [{ line: 'bulkhead rename demo mender', does: 'The agent keeps everything else' }],
  run: async ({ args }, { output, session, signal }) => {
    const opened = await session();
    const { id } = await opened.agent(args.agent);
    await opened.client.call('agent.rename', { agentId: id, name: args.name }, signal);
    output.result({ id, name: args.name }, () => [args.name]);
    return 0;
  },
});
