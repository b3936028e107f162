import { z } from 'zod';
import { followStream } from '../../client/follow-stream.ts';
import { AppFailure } from '../../contract/error.ts';
import { admitAgent } from '../admit.ts';
import { tool } from '../tool.ts';
import { AGENT } from './agents.ts';

export const verify = tool({
  name: 'verify',
  title: 'Verify an agent’s isolation',
  description: 'Tries to break out of the agent’s sandbox in many ways, and returns the verdict of each.',
  input: z.object(AGENT),
  readOnly: false,
  destructive: false,
  calls: ['isolation.verify'],
  run: async ({ agent: reference }, call) => {
    const { client, signal, progress } = call;
    const agent = await admitAgent(
      call,
      verify,
      reference,
      ({ name }) => `verify the isolation of “${name}”`,
    );
    const input = { agentId: agent.id };
    const report = await followStream(client, 'isolation.verify', input, signal, ({ name }) =>
      progress(name),
    );
    signal.throwIfAborted();
    if (!report) throw new AppFailure({ type: 'cancelled', message: 'The verification was cancelled.' });
    const verdicts = { pass: 0, fail: 0, inconclusive: 0 };
    for (const { verdict } of report.probes) verdicts[verdict] += 1;
    const lines = report.probes.map(({ verdict, name, observed }) => `${verdict}: ${name}: ${observed}`);
    return {
      facts: { isolated: verdicts.fail === 0, ...verdicts },
      untrusted: { [`what the probes observed in “${agent.name}”`]: lines.join('\n') },
    };
  },
});
