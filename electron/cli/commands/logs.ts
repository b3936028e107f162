import { followStream } from '../../client/follow-stream.ts';
import { AGENT, command, flag, one, text } from '../definition.ts';
import { EXIT, UsageError } from '../exit-code.ts';

const MAXIMUM_TAIL = 100_000;

export const logs = command({
  name: 'logs',
  summary: 'Print what an agent’s main program wrote',
  details: [
    'Lines go to the stream that the program wrote them to; a terminal gets their colours, and other control characters written out. With `--json` each line is an object with `n`, `source`, `at` and `text`.',
  ],
  arguments: { agent: one(AGENT) },
  options: {
    follow: flag('-f, --follow', 'Go on with what it writes from now on'),
    tail: text('-n, --tail <lines>', `How many of the last lines; at most and by default ${MAXIMUM_TAIL}`),
  },
  examples: [
    { line: 'bulkhead logs demo', does: 'Everything that is kept' },
    { line: 'bulkhead logs --tail 20 demo', does: 'The last 20 lines' },
  ],
  run: async ({ args, options }, { output, session, signal }) => {
    const tail = Number(options.tail ?? MAXIMUM_TAIL);
    if (!Number.isInteger(tail) || tail < 0 || tail > MAXIMUM_TAIL)
      throw new UsageError(`--tail is a whole number from 0 to ${MAXIMUM_TAIL}.`);
    const opened = await session();
    const { id: agentId } = await opened.agent(args.agent);
    await followStream(
      opened.client,
      'logs.follow',
      { agentId, tail, follow: options.follow },
      signal,
      (batch) => {
        const lines = { stdout: '', stderr: '' };
        for (const line of batch.lines) {
          if (output.json) lines.stdout += `${JSON.stringify(line)}\n`;
          else if (line.source === 'stdout') lines.stdout += `${line.text}\n`;
          else lines.stderr += `${line.text}\n`;
        }
        if (batch.leftOut > 0 && !output.json) lines.stderr += `(${batch.leftOut} lines are not here)\n`;
        return output.json ? output.write(lines) : output.writeLines(lines);
      },
    );
    return signal.aborted ? EXIT.interrupted : 0;
  },
});
