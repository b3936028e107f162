import { z } from 'zod';
import { execWithLimits, limitedOutputSchema } from '../../client/exec-with-limits.ts';
import { execInputSchema } from '../../contract/console.ts';
import { agentIdOf } from './agent-ref.ts';
import type { JsonRoute } from './route.ts';

const DEFAULT_OUTPUT_BYTES = 1024 * 1024;

const execBody = execInputSchema.omit({ agentId: true, stdin: true }).extend({
  /** The program's standard input as text. */
  input: z
    .string()
    .max(512 * 1024)
    .default(''),
  /** The program is terminated after this time. */
  timeoutMs: z.number().int().min(1).max(3_600_000).default(60_000),
  /** Limit of each output. The rest is omitted. */
  maximumBytes: z
    .number()
    .int()
    .min(0)
    .max(16 * 1024 * 1024)
    .default(DEFAULT_OUTPUT_BYTES),
});

/** Runs a program and answers with its output. Use a console for long or interactive programs. */
export const execRoute: JsonRoute = {
  kind: 'json',
  method: 'POST',
  path: '/v1/agents/{agent}/exec',
  id: 'execInAgent',
  summary: 'Run a program in the agent and wait for its end',
  scope: 'run',
  body: execBody,
  output: limitedOutputSchema,
  status: 200,
  run: async ({ client, params, body: parsed, signal }) => {
    const { input, timeoutMs, maximumBytes, ...exec } = parsed as z.output<typeof execBody>;
    const agentId = await agentIdOf(client, params.agent ?? '');
    const body = await execWithLimits(
      client,
      { ...exec, agentId },
      { input, timeoutMs, maximumBytes, signal },
    );
    return { body };
  },
};
