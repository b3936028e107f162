import { followStream } from '../../client/follow-stream.ts';
import type { Decision } from '../../contract/egress.ts';
import { formatBytes } from '../../contract/sizes.ts';
import { AGENT, command, flag, one } from '../definition.ts';
import { EXIT } from '../exit-code.ts';
import { timeOfDay } from '../format.ts';
import { plain } from '../table.ts';

export const log = command({
  name: 'egress log',
  summary: 'Print what an agent tried to reach, and what was decided',
  details: [
    'With `--json` each line is a decision of the audit. A connection that is open comes again when it ends.',
  ],
  arguments: { agent: one(AGENT) },
  options: {
    follow: flag('-f, --follow', 'Go on with what is decided from now on'),
    blocked: flag('--blocked', 'Blocked requests alone'),
  },
  examples: [{ line: 'bulkhead egress log --blocked demo', does: 'What was refused, and why' }],
  run: async ({ args, options }, { output, session, signal }) => {
    const opened = await session();
    const { id: agentId } = await opened.agent(args.agent);
    await followStream(opened.client, 'network.follow', { agentId }, signal, async (batch, end) => {
      let lines = '';
      for (const decision of batch.decisions) {
        if (options.blocked && decision.verdict !== 'blocked') continue;
        lines += `${output.json ? JSON.stringify(decision) : lineOf(decision)}\n`;
      }
      await output.write({ stdout: lines, stderr: '' });
      if (batch.phase === 'live' && !options.follow) end();
    });
    return signal.aborted ? EXIT.interrupted : 0;
  },
});

function lineOf(decision: Decision): string {
  const { time, verdict, method, host, port, path, reason, status, error, bytesDown, final } = decision;
  const request = [method ?? decision.kind, `${host}:${port}${path ?? ''}`].join(' ');
  const outcome = final
    ? [status, error, formatBytes(bytesDown)].filter((part) => part !== undefined)
    : ['open'];
  return plain([timeOfDay(time), verdict, request, `(${reason})`, ...outcome].join(' '));
}
