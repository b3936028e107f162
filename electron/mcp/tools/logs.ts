import { z } from 'zod';
import { followStream } from '../../client/follow-stream.ts';
import { admitAgent } from '../admit.ts';
import { MAXIMUM_TEXT_BYTES } from '../result.ts';
import { type ToolCall, tool } from '../tool.ts';
import { AGENT } from './agents.ts';

export const DEFAULT_LINES = 200;

export const logs = tool({
  name: 'logs',
  title: 'Read an agent’s log',
  description: 'Returns the newest lines that the agent’s main program wrote.',
  input: z.object({
    ...AGENT,
    lines: z.number().int().min(1).max(5_000).default(DEFAULT_LINES).describe('How many of the newest lines'),
  }),
  readOnly: true,
  destructive: false,
  calls: ['logs.follow'],
  run: async ({ agent: reference, lines }, call) => {
    const agent = await admitAgent(call, logs, reference, ({ name }) => `read the log of “${name}”`);
    const { text, count, truncated } = await readLog(call, agent.id, lines);
    return { facts: { lines: count, truncated }, untrusted: { [`the log of “${agent.name}”`]: text } };
  },
});

/** Resolves to the newest lines of a log, as many as fit the limit of a text. */
export async function readLog(
  { client, signal }: Pick<ToolCall, 'client' | 'signal'>,
  agentId: string,
  tail: number,
): Promise<{ text: string; count: number; truncated: boolean }> {
  const lines: string[] = [];
  await followStream(client, 'logs.follow', { agentId, tail, follow: false }, signal, (batch) => {
    for (const { source, text } of batch.lines) if (source !== 'note') lines.push(text);
  });
  signal.throwIfAborted();
  let first = lines.length;
  let bytes = 0;
  while (first > 0) {
    bytes += Buffer.byteLength(lines[first - 1] ?? '') + 1;
    if (bytes > MAXIMUM_TEXT_BYTES && first < lines.length) break;
    first -= 1;
  }
  const kept = lines.slice(first);
  return { text: kept.join('\n'), count: kept.length, truncated: first > 0 };
}
