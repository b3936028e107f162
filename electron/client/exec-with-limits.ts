import { z } from 'zod';
import type { StreamInput } from '../contract/registry.ts';
import { systemClock } from '../lib/clock.ts';
import { deadlineWithin } from '../lib/deadline.ts';
import { followStream } from './follow-stream.ts';
import type { RpcClient } from './rpc-client.ts';

export const limitedOutputSchema = z.object({
  /** null if the program was terminated, or vanished with its container. */
  exitCode: z.number().nullable(),
  stdout: z.string(),
  stderr: z.string(),
  timedOut: z.boolean(),
  /** Whether output was omitted. */
  truncated: z.boolean(),
});
export type LimitedOutput = z.infer<typeof limitedOutputSchema>;

export interface ExecLimits {
  /** The program's standard input. */
  input: string | Uint8Array<ArrayBuffer>;
  /** The program is terminated after this time. */
  timeoutMs: number;
  /** Limit of each output. The rest is omitted. */
  maximumBytes: number;
  /** Terminates the program when an output exceeds its limit. */
  endAtLimit?: boolean;
  signal: AbortSignal;
}

/** Runs a program in an agent and collects the beginning of its outputs, as text. Rejects as `exec.run` does. */
export async function execWithLimits(
  client: RpcClient,
  exec: Omit<StreamInput<'exec.run'>, 'stdin'>,
  limits: ExecLimits,
): Promise<LimitedOutput> {
  const { stdout, stderr, ...result } = await execForBytes(client, exec, limits);
  return {
    ...result,
    stdout: textOf(stdout, result.truncated),
    stderr: textOf(stderr, result.truncated),
  };
}

/** The same, with outputs as bytes. */
export async function execForBytes(
  client: RpcClient,
  exec: Omit<StreamInput<'exec.run'>, 'stdin'>,
  { input, timeoutMs, maximumBytes, endAtLimit, signal }: ExecLimits,
): Promise<Omit<LimitedOutput, 'stdout' | 'stderr'> & { stdout: Uint8Array; stderr: Uint8Array }> {
  const outputs = { stdout: new Output(maximumBytes), stderr: new Output(maximumBytes) };
  const deadline = deadlineWithin(timeoutMs, signal, systemClock);
  try {
    const result = await followStream(
      client,
      'exec.run',
      { ...exec, stdin: input.length > 0 },
      deadline.signal,
      ({ source, bytes }, end) => {
        outputs[source].add(bytes);
        if (endAtLimit && outputs[source].isTruncated) end();
      },
      (stream) => {
        if (input.length === 0) return;
        stream.send({
          type: 'data',
          bytes: typeof input === 'string' ? new TextEncoder().encode(input) : input,
        });
        stream.send({ type: 'end' });
      },
    );
    const { stdout, stderr } = outputs;
    return {
      exitCode: result?.exitCode ?? null,
      stdout: stdout.bytes(),
      stderr: stderr.bytes(),
      timedOut: deadline.signal.aborted,
      truncated: stdout.isTruncated || stderr.isTruncated,
    };
  } finally {
    deadline.release();
  }
}

/** As text. A character that the limit cut is left out as the rest is. */
export function textOf(bytes: Uint8Array, truncated: boolean): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: truncated });
}

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

  bytes(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }
}
