import { AGENT, command, many, one } from '../definition.ts';
import { runConsole } from '../run-console.ts';

export const consoleCommand = command({
  name: 'console',
  summary: 'Open a terminal in an agent',
  details: [
    'Keys go to the program as they are, also Ctrl+C. Ctrl+P Ctrl+Q leaves the program running. A closed terminal hangs the program up.',
  ],
  takesCommand: true,
  exitsWithProgram: true,
  arguments: { agent: one(AGENT), command: many('What to run; a shell when left out') },
  options: {},
  examples: [{ line: 'bulkhead console demo', does: 'A shell in the workspace' }],
  run: async ({ args }, { session, signal }) => {
    const opened = await session();
    const { id: agentId } = await opened.agent(args.agent);
    return await runConsole(opened, { agentId, command: args.command, signal });
  },
});
