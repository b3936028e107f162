import { AGENT, command, flag, one } from '../definition.ts';

export const programs = command({
  name: 'programs',
  summary: 'List programs that consoles of a killed app left running in an agent, or end them',
  arguments: { agent: one(AGENT) },
  options: { end: flag('--end', 'End them') },
  examples: [{ line: 'bulkhead programs demo', does: 'Process ids and command lines' }],
  run: async ({ args, options }, { output, session, signal }) => {
    const opened = await session();
    const { id: agentId } = await opened.agent(args.agent);
    const { programs: left } = await opened.client.call('console.left-behind', { agentId }, signal);
    if (options.end && left.length > 0)
      await opened.client.call('console.end-left-behind', { agentId }, signal);
    output.table(
      left,
      ['PID', 'COMMAND'],
      left.map(({ pid, command: line }) => [String(pid), line]),
    );
    return 0;
  },
});
