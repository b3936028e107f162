import { followStream } from '../../client/follow-stream.ts';
import { AGENT, command, one } from '../definition.ts';
import { EXIT } from '../exit-code.ts';

export const verify = command({
  name: 'verify',
  summary: 'Try to break out of an agent’s sandbox, and print what happened',
  details: ['Exits with 1 when a probe failed, and with 0 when all passed or were inconclusive.'],
  arguments: { agent: one(AGENT) },
  options: {},
  examples: [{ line: 'bulkhead verify demo', does: 'Each probe with its verdict' }],
  run: async ({ args }, { output, session, signal }) => {
    const opened = await session();
    const { id: agentId } = await opened.agent(args.agent);
    const report = await followStream(opened.client, 'isolation.verify', { agentId }, signal, ({ name }) =>
      output.progress(name),
    );
    if (!report) return EXIT.interrupted;
    output.table(
      report,
      ['VERDICT', 'PROBE', 'OBSERVED'],
      report.probes.map(({ verdict, name, observed }) => [verdict, name, observed]),
    );
    return report.probes.some(({ verdict }) => verdict === 'fail') ? EXIT.failure : 0;
  },
});
