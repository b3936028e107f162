import { createAgent, requestedSpec } from '../create-agent.ts';
import { command, flag, many, text } from '../definition.ts';
import { UsageError } from '../exit-code.ts';
import type { SpecOptions } from '../spec.ts';
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
    file: text('-f, --file <file>', 'An agent’s file instead of the options: docs/agent-file.md'),
    verify: flag('--verify', 'Verify its isolation once it runs'),
    dryRun: flag('--dry-run', 'Check it, print what the engine would run, and create nothing'),
  },
  examples: [
    { line: 'bulkhead create --name demo --type shell', does: 'An agent to run anything in' },
    {
      line: 'bulkhead create --name web --image busybox:stable --egress off -- httpd -f -p 8080',
      does: 'A program of an image, without a way out',
    },
    { line: 'bulkhead create --file bulkhead.yaml --dry-run', does: 'What the agent of a file would be' },
  ],
  run: async ({ args, options }, context) => {
    const session = await context.session();
    const { file, verify, accept: confirmed } = options;
    if (file !== undefined && isDescribed(options, args.command))
      throw new UsageError('With --file the agent’s settings come from the file.');
    const request = { name: options.name ?? '', file, options, command: args.command, verify };
    if (options.dryRun) {
      const spec = await requestedSpec(session, context, request);
      const checked = await session.client.call('agent.check', { spec, confirmed }, context.signal);
      for (const { message } of checked.warnings) context.output.note(message);
      context.output.result({ spec, ...checked }, () => [checked.dockerRun]);
      return 0;
    }
    const agent = await createAgent(session, context, request);
    context.output.result(agent, () => [agent.name]);
    return 0;
  },
});

/** Whether options or a command describe the agent. */
function isDescribed(options: SpecOptions, line: readonly string[]): boolean {
  const { accept: _accept, ...described } = options;
  const names = Object.keys(SPEC_OPTIONS) as (keyof typeof described)[];
  return line.length > 0 || names.some((name) => (described[name]?.length ?? 0) > 0);
}
