import { followStream } from '../../client/follow-stream.ts';
import type { VerificationReport } from '../../contract/isolation.ts';
import { AGENT, command, flag, one } from '../definition.ts';
import { EXIT, UsageError } from '../exit-code.ts';
import { age } from '../format.ts';
import type { Output } from '../output.ts';

export const verify = command({
  name: 'verify',
  summary: 'Try to break out of an agent’s sandbox, and print what happened',
  details: ['Exits with 1 when a probe failed, and with 0 when all passed or were inconclusive.'],
  arguments: { agent: one(AGENT) },
  options: {
    last: flag('--last', 'Print the newest report, and try nothing'),
    history: flag('--history', 'List all reports that are kept'),
  },
  examples: [
    { line: 'bulkhead verify demo', does: 'Each probe with its verdict' },
    { line: 'bulkhead verify demo --history', does: 'When it was verified, and what came of it' },
  ],
  run: async ({ args, options }, { output, session, signal }) => {
    const opened = await session();
    const { id: agentId } = await opened.agent(args.agent);
    if (options.history) {
      const reports = await opened.client.call('verification.history', { agentId }, signal);
      output.table(
        reports,
        ['WHEN', 'BY', 'PASSED', 'INCONCLUSIVE', 'FAILED', 'STILL OPEN'],
        reports.map(({ startedAt, trigger, passed, inconclusive, failed, open }) => [
          age(startedAt),
          trigger,
          String(passed),
          String(inconclusive),
          failed.join(', '),
          open.join(', '),
        ]),
      );
      return 0;
    }
    if (options.last) {
      const last = await opened.client.call('isolation.last-report', { agentId }, signal);
      if (!last) throw new UsageError('The agent was never verified.');
      return print(output, last);
    }
    const report = await followStream(opened.client, 'isolation.verify', { agentId }, signal, ({ name }) =>
      output.progress(name),
    );
    return report ? print(output, report) : EXIT.interrupted;
  },
});

function print(output: Output, report: VerificationReport): number {
  output.table(
    report,
    ['VERDICT', 'PROBE', 'OBSERVED'],
    report.probes.map(({ verdict, name, observed }) => [verdict, name, observed]),
  );
  return report.probes.some(({ verdict }) => verdict === 'fail') ? EXIT.failure : 0;
}
