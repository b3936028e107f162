import { AGENT, command, flag, one, optional } from '../definition.ts';
import { UsageError } from '../exit-code.ts';
import { groupFrom } from '../spec.ts';

export const group = command({
  name: 'group',
  summary: 'Put an agent into a group, or take it out of its group',
  details: [
    'Agents of one group reach each other directly, as NAME and as NAME.agents.internal, without the gateway in between. So each of them also reaches, through the others, what their egress allows. The second name is for tools that send everything to the proxy.',
    'A group exists as long as it has members. It takes effect at once; connections to members of the former group end.',
  ],
  arguments: { agent: one(AGENT), group: optional('Name of the group') },
  options: { leave: flag('--leave', 'Leave the present group') },
  examples: [
    { line: 'bulkhead group demo web', does: 'The agent reaches the others of “web”, and they reach it' },
    { line: 'bulkhead group demo --leave', does: 'It reaches no other agent any more' },
  ],
  run: async ({ args, options }, { session, output, signal }) => {
    if (options.leave === (args.group !== undefined))
      throw new UsageError('Give the name of a group, or --leave.');
    const name = args.group === undefined ? null : groupFrom(args.group);
    const opened = await session();
    const { id: agentId } = await opened.agent(args.agent);
    await opened.client.call('agent.update', { agentId, change: { resources: {}, group: name } }, signal);
    output.result({ group: name }, () => []);
    return 0;
  },
});
