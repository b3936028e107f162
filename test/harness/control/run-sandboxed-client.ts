import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { CallToolResult } from '@modelcontextprotocol/client';
import { build, type Rollup } from 'vite';
import { MCP_ADDRESS } from '../../../electron/contract/mcp-grant.ts';
import { answerOf, type ToolAnswer } from './mcp-client.ts';

let bundled: Promise<string> | undefined;

/**
 * Runs the SDK's own client inside a container with Node, as a program there would, and calls the tools in turn. Rejects
 * with what it printed when it cannot connect.
 */
export async function runSandboxedClient(
  container: string,
  calls: readonly (readonly [name: string, input: Record<string, unknown>])[],
): Promise<ToolAnswer[]> {
  bundled ??= bundle();
  const source = await bundled;
  const command = ['exec', '-i', container, 'node', '--input-type=module', '-', MCP_ADDRESS];
  const printed = await new Promise<string>((resolve, reject) => {
    const program = execFile(
      'docker',
      [...command, JSON.stringify(calls)],
      { maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => (error ? reject(new Error(stderr)) : resolve(stdout)),
    );
    program.stdin?.end(source);
  });
  return (JSON.parse(printed) as CallToolResult[]).map(answerOf);
}

async function bundle(): Promise<string> {
  const output = await build({
    logLevel: 'error',
    configFile: false,
    ssr: { noExternal: true },
    build: { write: false, minify: false, ssr: join(import.meta.dirname, 'sandboxed-client.ts') },
  });
  const { output: chunks } = output as Rollup.RollupOutput;
  return chunks[0].code;
}
