import { AGENT, command, flag, list, many, one, text } from '../definition.ts';
import { UsageError } from '../exit-code.ts';
import { type ProgramOptions, runProgram } from '../run-program.ts';
import { checkSchemasWithoutCompiling } from '../uncompiled-schemas.ts';
import { variableFrom } from '../variable.ts';

export const exec = command({
  name: 'exec',
  summary: 'Run a program in a running agent',
  details: [
    'Exits with the program’s code; with 127 when there is no such program, and with 125 when nothing could run. An interruption ends the program as well.',
  ],
  takesCommand: true,
  exitsWithProgram: true,
  arguments: { agent: one(AGENT), command: many('The program and its arguments') },
  options: {
    interactive: flag('-i, --interactive', 'Pass standard input to the program'),
    tty: flag('-t, --tty', 'Give the program a terminal, as “bulkhead console” does'),
    env: list('-e, --env <NAME=VALUE>', 'Environment variable; NAME alone takes the value from here'),
    workdir: text('-w, --workdir <path>', 'Folder in the agent to run it in'),
  },
  examples: [
    { line: 'bulkhead exec demo ls -la', does: 'Lists the workspace' },
    { line: 'bulkhead exec -i demo cat', does: 'Passes on what is piped in' },
  ],
  run: async ({ args, options }, context) => {
    const { output, signal } = context;
    if (args.command.length === 0) throw new UsageError('Name the program to run.');
    if (options.tty && (options.env.length > 0 || options.workdir !== undefined))
      throw new UsageError('--env and --workdir need a program without --tty.');
    const env = options.env.map((entry) => variableFrom(entry, process.env));
    if (options.tty) {
      const session = await context.session();
      const { id: agentId } = await session.agent(args.agent);
      const { runConsole } = await import('../run-console.ts');
      return await runConsole(session, { agentId, command: args.command, signal });
    }
    const input = { command: args.command, env, directory: options.workdir ?? '' };
    const streams: Omit<ProgramOptions, 'input'> = {
      stdin: options.interactive ? process.stdin : undefined,
      signal,
      onOutput: (source, bytes) => output.write({ [source]: bytes }),
    };
    const session = await context.joined();
    if (!session) {
      checkSchemasWithoutCompiling();
      const { runDirectProgram } = await import('../direct-program.ts');
      return await runDirectProgram(args.agent, { input, ...streams });
    }
    const { id: agentId } = await session.agent(args.agent);
    return await runProgram(session, { input: { agentId, ...input }, ...streams });
  },
});
