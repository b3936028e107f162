import { type CallToolResult, Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { Scope } from '../../../electron/lib/scope.ts';
import { testEngine } from '../engine/engine.ts';
import { PROGRAM } from './serve.ts';

/** An answer of a tool, read as a client's model reads it. */
export interface ToolAnswer {
  isError: boolean;
  /** The facts of Bulkhead's own; undefined for an error. */
  facts: Record<string, unknown> | undefined;
  /** All texts. */
  text: string;
}

/** The SDK's own client, and the process of its server. */
export interface McpClient {
  client: Client;
  pid: number | null;
  /** `onProgress` receives what the server reports meanwhile. */
  call(
    name: string,
    input?: Record<string, unknown>,
    onProgress?: (message: string) => void,
  ): Promise<ToolAnswer>;
  close(): Promise<void>;
}

/** Starts `bulkhead mcp` on the test engine, as a coding agent does, and connects to it. */
export async function startMcp(
  scope: Scope,
  dataPath: string,
  args: readonly string[] = [],
  program: { command: string; env: Record<string, string> } = { command: PROGRAM, env: engineEnvironment() },
): Promise<McpClient> {
  const transport = new StdioClientTransport({
    command: program.command,
    args: ['mcp', ...args],
    env: { PATH: process.env.PATH ?? '', BULKHEAD_DATA: dataPath, ...program.env },
  });
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transport);
  scope.add(() => client.close());
  return { ...clientOf(client), pid: transport.pid };
}

/** The calls of a connected client. */
export function clientOf(client: Client): Omit<McpClient, 'pid'> {
  return {
    client,
    call: async (name, input = {}, onProgress) => {
      const options = onProgress && {
        onprogress: ({ message = '' }: { message?: string | undefined }) => onProgress(message),
      };
      return answerOf(await client.callTool({ name, arguments: input }, options));
    },
    close: () => client.close(),
  };
}

function engineEnvironment(): Record<string, string> {
  return { DOCKER_HOST: testEngine().dockerHost, BULKHEAD_CHECK_OUTPUTS: '1' };
}

export function answerOf({ isError = false, content }: CallToolResult): ToolAnswer {
  const texts = content.map((part) => (part.type === 'text' ? part.text : ''));
  const facts = isError ? undefined : (JSON.parse(texts[0] ?? '') as Record<string, unknown>);
  return { isError, facts, text: texts.join('\n') };
}
