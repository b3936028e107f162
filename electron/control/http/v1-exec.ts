import { z } from 'zod';
import { followStream } from '../../client/follow-stream.ts';
import { execInputSchema } from '../../contract/console.ts';
import { systemClock } from '../../lib/clock.ts';
import { deadlineWithin } from '../../lib/deadline.ts';
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
  output: z.object({
    /** null if the program was terminated, or vanished with its container. */
    exitCode: z.number().nullable(),
    stdout: z.string(),
    stderr: z.string(),
    timedOut: z.boolean(),
    /** Whether output was omitted. */
    truncated: z.boolean(),
  }),
  status: 200,
  run: async ({ client, params, body, signal }) => {
    const { input, timeoutMs, maximumBytes, ...exec } = body as z.output<typeof execBody>;
    const agentId = await agentIdOf(client, params.agent ?? '');
    const outputs = { stdout: new Output(maximumBytes), stderr: new Output(maximumBytes) };
    const deadline = deadlineWithin(timeoutMs, signal, systemClock);
    try {
      const result = await followStream(
        client,
        'exec.run',
        { ...exec, agentId, stdin: input !== '' },
        deadline.signal,
        ({ source, bytes }) => outputs[source].add(bytes),
        (stream) => {
          if (input === '') return;
          stream.send({ type: 'data', bytes: new TextEncoder().encode(input) });
          stream.send({ type: 'end' });
        },
      );
      const { stdout, stderr } = outputs;
      return {
        body: {
          exitCode: result?.exitCode ?? null,
          stdout: stdout.text(),
          stderr: stderr.text(),
          timedOut: deadline.signal.aborted,
          truncated: stdout.isTruncated || stderr.isTruncated,
        },
      };
    } finally {
      deadline.release();
    }
  },
};

/** The first bytes of an output. */
class Output {
  isTruncated = false;
  readonly #maximum: number;
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;

  constructor(maximum: number) {
    this.#maximum = maximum;
  }

  add(bytes: Uint8Array): void {
    const part = bytes.subarray(0, Math.max(0, this.#maximum - this.#bytes));
    if (part.length < bytes.length) this.isTruncated = true;
    if (part.length > 0) this.#chunks.push(part);
    this.#bytes += part.length;
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}
