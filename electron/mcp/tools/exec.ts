import { z } from 'zod';
import { execWithLimits } from '../../client/exec-with-limits.ts';
import { environmentNameSchema } from '../../contract/agent-spec.ts';
import { admitAgent, repeatProgress } from '../admit.ts';
import { MAXIMUM_TEXT_BYTES } from '../result.ts';
import { tool } from '../tool.ts';
import { AGENT } from './agents.ts';

export const exec = tool({
  name: 'exec',
  title: 'Run a program in an agent',
  description:
    'Runs a program in a running agent and waits for its end. It is ended after the timeout, and output beyond the limit is left out.',
  input: z.object({
    ...AGENT,
    command: z
      .array(z.string())
      .min(1)
      .max(1_000)
      .describe('Program and arguments; for a shell ["sh", "-c", "…"]'),
    directory: z
      .string()
      .max(4_000)
      .default('')
      .describe('Absolute path in the agent; the workspace when left out'),
    env: z.record(environmentNameSchema, z.string().max(100_000)).default({}),
    input: z
      .string()
      .max(512 * 1024)
      .default('')
      .describe('Standard input'),
    timeoutSeconds: z.number().positive().max(3_600).default(50),
    maximumBytes: z
      .number()
      .int()
      .min(0)
      .max(MAXIMUM_TEXT_BYTES)
      .default(32 * 1024)
      .describe('Limit of each output'),
  }),
  readOnly: false,
  destructive: true,
  calls: ['exec.run'],
  run: async ({ agent: reference, command, directory, env, ...limits }, call) => {
    const agent = await admitAgent(
      call,
      exec,
      reference,
      ({ name }) => `run ${JSON.stringify(command).slice(0, 500)} in “${name}”`,
    );
    const stop = repeatProgress(call, 'The program runs');
    try {
      const { stdout, stderr, ...result } = await execWithLimits(
        call.client,
        {
          agentId: agent.id,
          command,
          directory,
          env: Object.entries(env).map(([name, value]) => ({ name, value })),
        },
        {
          input: limits.input,
          timeoutMs: Math.ceil(limits.timeoutSeconds * 1000),
          maximumBytes: limits.maximumBytes,
          signal: call.signal,
        },
      );
      return {
        facts: result,
        untrusted: { [`stdout of “${agent.name}”`]: stdout, [`stderr of “${agent.name}”`]: stderr },
      };
    } finally {
      stop();
    }
  },
});
