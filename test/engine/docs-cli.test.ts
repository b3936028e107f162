import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Scope } from '../../electron/lib/scope.ts';
import { removeAgentsAndGateway } from '../harness/agents/provisioning.ts';
import { documentedLines, exampleProject, runLine } from '../harness/control/documentation.ts';
import { dataFolder, startServe } from '../harness/control/serve.ts';
import { appEngine } from '../harness/engine/docker-cli.ts';

/** Examples that end only when somebody ends them, or need what a test has not; each with the test that has it. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'bulkhead console demo': 'a terminal: cli-exec.test.ts',
  'bulkhead serve': 'runs until it is ended: control-serve.test.ts',
  'bulkhead serve --listen 3200': 'a port that may be taken: control-curl.test.ts',
  'bulkhead serve --web': 'a port that may be taken: electron/control/web',
  'bulkhead web link': 'a host that serves the window: electron/control/web',
  'bulkhead web sign-out': 'a host that serves the window: electron/control/web',
  'bulkhead mcp --client claude-code': 'a client on standard input: mcp.test.ts',
  'bulkhead mcp --client ci --max-agents 10 --max-memory 16g --lifetime 1h --root .':
    'a client on standard input: mcp.test.ts',
  'bulkhead ssh-proxy demo.bulkhead': 'an SSH client on standard input: ssh.test.ts',
  'bulkhead approvals 3 --allow': 'a program that asks: mcp.test.ts',
  'bulkhead run --rm --type claude-code --copy . --prompt-file task.md --timeout 30m --patch out.patch':
    'a key of the model’s provider: docs-ci.test.ts',
};

const SNAPSHOT = 'bulkhead snapshot demo before-upgrade';
const WEB = 'bulkhead create --name web --image busybox:stable --egress off -- httpd -f -p 8080';

/** What a person did before an example. */
const BEFORE: Readonly<Record<string, string>> = {
  'bulkhead create --name demo --type shell': 'bulkhead rm -f --workspace demo',
  'bulkhead start demo': 'bulkhead stop demo',
  'bulkhead unpause demo': 'bulkhead pause demo',
  'bulkhead branch demo agent-work -m Work': 'bulkhead exec demo touch made-by-the-agent',
  'bulkhead group demo --leave': 'bulkhead group demo web',
  'bulkhead snapshot rm demo before-upgrade': SNAPSHOT,
  'bulkhead restore demo before-upgrade': SNAPSHOT,
  'bulkhead fork demo before-upgrade demo-two': SNAPSHOT,
  'bulkhead token revoke ci': 'bulkhead token create ci --scope read',
  'bulkhead ssh-config --remove': 'bulkhead ssh-config',
};

/** What makes room for the next example. */
const AFTER: Readonly<Record<string, string>> = {
  'bulkhead create --name demo --type shell': 'bulkhead rm -f --workspace demo',
  [WEB]: 'bulkhead rm -f --workspace web',
  'bulkhead group demo web': 'bulkhead group demo --leave',
  'bulkhead pause demo': 'bulkhead unpause demo',
  [SNAPSHOT]: 'bulkhead snapshot rm demo before-upgrade',
  'bulkhead restore demo before-upgrade': 'bulkhead snapshot rm demo before-upgrade',
  'bulkhead fork demo before-upgrade demo-two':
    'bulkhead rm -f --workspace demo-two && bulkhead snapshot rm demo before-upgrade',
  'bulkhead token create ci --scope manage --days 90': 'bulkhead token revoke ci',
};

const lines = documentedLines('cli.md');
const scope = new Scope();
const dataPath = dataFolder(scope);
const project = exampleProject(dataPath);
const run = (line: string) => runLine(line, { project, dataPath });
const succeed = async (line: string | undefined) => {
  if (line !== undefined)
    expect([line, await run(line)]).toEqual([line, expect.objectContaining({ code: 0 })]);
};

beforeAll(async () => void (await startServe(scope, dataPath)));
afterAll(async () => {
  await removeAgentsAndGateway(appEngine(scope));
  await scope.dispose();
});

describe('docs/cli.md', () => {
  beforeEach(async () => {
    const { out } = await run('bulkhead ls -q');
    if (!out.split('\n').includes('demo'))
      await succeed('bulkhead create --name demo --image busybox:stable --copy . -- sleep 3600');
  });

  it.each(lines.filter((line) => !(line in ELSEWHERE)))('%s', { timeout: 120_000 }, async (line) => {
    await succeed(BEFORE[line]);
    await succeed(line);
    await succeed(AFTER[line]);
  });
});

it('names no example that is gone', () => {
  for (const line of [ELSEWHERE, BEFORE, AFTER].flatMap(Object.keys)) expect(lines).toContain(line);
});
