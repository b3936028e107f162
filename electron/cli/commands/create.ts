import { createAgent } from '../create-agent.ts';
import { command, flag, many, text } from '../definition.ts';
import { SPEC_OPTIONS } from '../spec-options.ts';

export const create = command({
  name: 'create',
  summary: 'Create an agent and start it',
  details: [
    'Its settings start from the agent type and the isolation preset, as in the window. What follows the options is its main program instead of the type’s.',
    'A host folder that is dangerous to give away is refused until the risk is accepted by name; what only a person at the app can allow is refused without the app.',
  ],
  takesCommand: true,
  arguments: { command: many('Main program and its arguments') },
  options: {
    name: text('-n, --name <name>', 'Name; a free one when left out'),
    ...SPEC_OPTIONS,
    verify: flag('--verify', 'Verify its isolation once it runs'),
  },
  examples: [
    { line: 'bulkhead create --name demo --type shell', does: 'An agent to run anything in' },
    {
      line: 'bulkhead create --name web --image busybox:stable --egress off -- httpd -f -p 8080',
      does: 'A program of an image, without a way out',
    },
  ],
  run: async ({ args, options }, context) => {
    const session = await context.session();
    const request = { name: options.name ?? '', options, command: args.command, verify: options.verify };
    const agent = await createAgent(session, context, request);
    context.output.result(agent, () => [agent.name]);
    return 0;
  },
});
