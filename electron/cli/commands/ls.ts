import { ownAgents } from '../../contract/agent.ts';
import { command, flag } from '../definition.ts';
import { age } from '../format.ts';

export const ls = command({
  name: 'ls',
  summary: 'List the agents',
  arguments: {},
  options: {
    all: flag('-a, --all', 'Also the sandboxes of sign-ins that run now'),
    quiet: flag('-q, --quiet', 'Print names alone'),
    waiting: flag('--waiting', 'Only agents with a console that waits for a person'),
  },
  examples: [{ line: 'bulkhead ls', does: 'Every agent with its status' }],
  run: async ({ options }, { output, session, signal }) => {
    const opened = await session();
    const listed = await opened.agents();
    const all = options.all ? listed : ownAgents(listed);
    const waiting = options.waiting ? await opened.client.call('attention.waiting', {}, signal) : [];
    const agents = all.filter(({ id }) => !options.waiting || waiting.includes(id));
    if (options.quiet) {
      output.result(
        agents.map(({ name }) => name),
        () => agents.map(({ name }) => name),
      );
      return 0;
    }
    output.table(
      agents,
      ['NAME', 'STATUS', 'TYPE', 'GROUP', 'IMAGE', 'CREATED', 'ID'],
      agents.map((agent) => [
        agent.name,
        agent.exit && agent.status !== 'running' ? `${agent.status}: ${agent.exit.reason}` : agent.status,
        agent.spec?.type ?? '?',
        agent.spec?.group ?? '-',
        agent.image,
        age(agent.createdAt),
        agent.id.slice(0, 12),
      ]),
    );
    return 0;
  },
});
