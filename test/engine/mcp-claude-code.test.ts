import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runOperation } from '../../electron/client/run-operation.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { agentObjects, removeAgentsAndGateway } from '../harness/agents/provisioning.ts';
import { connectTo, dataFolder, PROGRAM, startServe } from '../harness/control/serve.ts';
import { appEngine, docker } from '../harness/engine/docker-cli.ts';
import { BUSYBOX } from '../harness/engine/docker-endpoint.ts';
import { addresses, openOutside } from '../harness/engine/internet.ts';

const scope = new Scope();
const engine = appEngine(scope);
afterAll(async () => {
  await openOutside([]);
  await removeAgentsAndGateway(engine);
  await scope.dispose();
});

/** A build installs from the real registry: a minute on a fresh machine, none when the image is there. */
const TIMEOUT_MS = 300_000;
const tool = (name: string) => `mcp__bulkhead__${name}`;
const TOOLS = ['create_agent', 'exec', 'remove_agent'];

/** The image of Claude Code, in which it runs as on the host: with the engine's network and the control socket. */
async function claudeCodeImage(dataPath: string): Promise<string> {
  const client = await connectTo(scope, dataPath);
  await openOutside(['registry.npmjs.org']);
  const { signal } = new AbortController();
  await runOperation(
    client,
    () => client.call('image.build', { typeId: 'claude-code', fresh: false }),
    signal,
  );
  const names = await docker('images', '--format', '{{.Repository}}:{{.Tag}}', 'bulkhead/type-claude-code');
  return names.split('\n')[0] ?? '';
}

it(
  'lets Claude Code do its work in a sandbox that it makes, and removes',
  async () => {
    const dataPath = dataFolder(scope);
    await startServe(scope, dataPath);
    const image = await claudeCodeImage(dataPath);
    const folder = mkdtempSync(join(tmpdir(), 'bulkhead-claude-'));
    scope.add(() => rmSync(folder, { recursive: true }));
    const server = {
      command: 'node',
      args: [join('/program', 'bulkhead.cjs'), 'mcp', '--client', 'claude-code'],
      env: { BULKHEAD_DATA: dataPath },
    };
    writeFileSync(join(folder, 'mcp.json'), JSON.stringify({ mcpServers: { bulkhead: server } }));
    const prompt = [
      'Work in a sandbox.',
      `call ${tool('create_agent')} ${JSON.stringify({ name: 'made', image: BUSYBOX, memory: '64m', preset: 'strict' })}`,
      `call ${tool('exec')} ${JSON.stringify({ agent: 'made', command: ['sh', '-c', 'echo sandboxed-$((6*7))'] })}`,
    ];
    const claude = (lines: string[]) =>
      docker(
        ...['run', '--rm', '--network', 'host', '--workdir', '/tmp'],
        ...[
          '-v',
          `${dirname(PROGRAM)}:/program:ro`,
          '-v',
          `${dataPath}:${dataPath}`,
          '-v',
          `${folder}:${folder}`,
        ],
        ...['-e', `ANTHROPIC_BASE_URL=http://${addresses.otherServer}`, '-e', 'ANTHROPIC_API_KEY=test'],
        ...[
          '-e',
          'CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1',
          '-e',
          'ENABLE_TOOL_SEARCH=false',
          '-e',
          'HOME=/root',
        ],
        ...[image, 'claude', '--print', lines.join('\n'), '--mcp-config', join(folder, 'mcp.json')],
        ...['--strict-mcp-config', '--allowedTools', TOOLS.map(tool).join(',')],
      );
    expect(await claude(prompt)).toContain('sandboxed-42');
    expect(await docker('ps', '--format', '{{.Names}}')).toContain('bulkhead-made');
    expect(await claude([`call ${tool('remove_agent')} {"agent":"made"}`])).toContain('removed');
    expect(await agentObjects(engine)).toEqual([]);
  },
  TIMEOUT_MS,
);
