import { z } from 'zod';
import { execForBytes } from '../../client/exec-with-limits.ts';
import { AppFailure } from '../../contract/error.ts';
import { admitAgent } from '../admit.ts';
import { MAXIMUM_TEXT_BYTES } from '../result.ts';
import { type ToolCall, tool } from '../tool.ts';
import { AGENT } from './agents.ts';

/** A file that is a pipe or a device never ends. */
const TIMEOUT_MS = 30_000;
const path = z.string().min(1).max(4_000).describe('Path in the agent; relative to its workspace');

export const readFile = tool({
  name: 'read_file',
  title: 'Read a file of an agent',
  description:
    'Reads the beginning of a file in a running agent. The agent’s own user reads it, so no path leads out of the sandbox.',
  input: z.object({
    ...AGENT,
    path,
    maximumBytes: z.number().int().min(1).max(MAXIMUM_TEXT_BYTES).default(MAXIMUM_TEXT_BYTES),
  }),
  readOnly: true,
  destructive: false,
  calls: ['exec.run'],
  run: async ({ agent: reference, path, maximumBytes }, call) => {
    const agent = await admitAgent(call, readFile, reference, ({ name }) => `read ${path} in “${name}”`);
    const { bytes, truncated } = await run(call, agent.id, ['cat', '--', path], '', maximumBytes);
    const text = asText(bytes, truncated);
    const encoding = text === undefined ? 'base64' : 'utf-8';
    return {
      facts: { path, encoding, bytes: bytes.length, truncated },
      untrusted: { [`the file ${JSON.stringify(path)} of “${agent.name}”`]: text ?? base64(bytes) },
    };
  },
});

export const writeFile = tool({
  name: 'write_file',
  title: 'Write a file of an agent',
  description:
    'Replaces a file in a running agent, and makes the folders above it. The agent’s own user writes it, so no path leads out of the sandbox.',
  input: z.object({
    ...AGENT,
    path,
    content: z.string().max(512 * 1024),
    encoding: z.enum(['utf-8', 'base64']).default('utf-8'),
  }),
  readOnly: false,
  destructive: true,
  calls: ['exec.run'],
  run: async ({ agent: reference, path, content, encoding }, call) => {
    const agent = await admitAgent(call, writeFile, reference, ({ name }) => `write ${path} in “${name}”`);
    const bytes = Uint8Array.from(Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8'));
    // The path is an argument of the shell and never part of its script.
    const script = 'mkdir -p -- "$(dirname -- "$1")" && cat >"$1"';
    await run(call, agent.id, ['sh', '-c', script, 'sh', path], bytes, 1024);
    return { facts: { path, bytes: bytes.length } };
  },
});

/** Runs a program on a file. Rejects with `invalid-input` and what it said when it fails. */
async function run(
  { client, signal }: ToolCall,
  agentId: string,
  command: string[],
  input: string | Uint8Array<ArrayBuffer>,
  maximumBytes: number,
): Promise<{ bytes: Uint8Array; truncated: boolean }> {
  const limits = { input, maximumBytes, endAtLimit: true, timeoutMs: TIMEOUT_MS, signal };
  const result = await execForBytes(client, { agentId, command }, limits);
  signal.throwIfAborted();
  if (result.exitCode === 0 || (result.truncated && !result.timedOut))
    return { bytes: result.stdout, truncated: result.truncated };
  const said = result.timedOut
    ? 'it took too long'
    : JSON.stringify(Buffer.from(result.stderr).toString('utf8'));
  throw new AppFailure({
    type: 'invalid-input',
    field: 'path',
    message: `The agent could not do that: ${said.slice(0, 500)}`,
  });
}

/** Decodes UTF-8; undefined for a binary file. A character that the limit has cut is left out. */
function asText(bytes: Uint8Array, truncated: boolean): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: truncated });
  } catch {
    return undefined;
  }
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
