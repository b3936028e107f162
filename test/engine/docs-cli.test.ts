import { join } from 'node:path';
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
  'bulkhead serve --key-file ~/.bulkhead.key': 'runs until it is ended: control-serve.test.ts',
  'bulkhead serve --web': 'a port that may be taken: electron/control/web',
  'bulkhead web link': 'a host that serves the window: electron/control/web',
  'bulkhead web sign-out': 'a host that serves the window: electron/control/web',
  'bulkhead mcp --client claude-code': 'a client on standard input: mcp.test.ts',
  'bulkhead mcp --client ci --max-agents 10 --max-memory 16g --lifetime 1h --root .':
    'a client on standard input: mcp.test.ts',
  'bulkhead egress mcp demo --max-agents 2 --lifetime 1h': 'a person who agrees: mcp-sandbox.test.ts',
  'bulkhead ssh-proxy demo.bulkhead': 'an SSH client on standard input: ssh.test.ts',
  'bulkhead secret sign-in work --provider claude':
    'a person who signs in: electron/cli/commands/secret-sign-in.test.ts',
  'bulkhead approvals 3 --allow': 'a program that asks: mcp.test.ts',
  'bulkhead disk rm image:4f1c09a7e2b3': 'an id of the engine: cli-files.test.ts',
  'bulkhead operation cancel 3f2a': 'an id of the host: cli-files.test.ts',
  'bulkhead operation dismiss 3f2a': 'an id of the host: cli-files.test.ts',
  'bulkhead image build claude-code --fresh': 'minutes: images.test.ts',
  'bulkhead image rm bulkhead/claude-code:2.1': 'an image that was built: images.test.ts',
  'bulkhead image check busybox:stable': 'a registry: images.test.ts',
  'bulkhead engine start': 'a user without an engine: rootless-own-engine.test.ts',
  'bulkhead engine stop': 'a user without an engine: rootless-own-engine.test.ts',
  'bulkhead engine rm --force': 'a user without an engine: rootless-own-engine.test.ts',
  'bulkhead run --rm --type claude-code --copy . --prompt-file task.md --timeout 30m --patch out.patch':
    'a key of the model’s provider: docs-ci.test.ts',
};

const SNAPSHOT = 'bulkhead snapshot demo before-upgrade';
const QUOTA = 'bulkhead disk quota demo 10g --action pause';
const LEARN = 'bulkhead egress learn demo';
const STOP_LEARNING = 'bulkhead egress learn demo --stop';
const COMPANY = 'bulkhead egress-set add company api.example.com --name "Company services"';
const BUDGET = 'bulkhead settings set budget-memory 16g';
const WEB = 'bulkhead create --name web --image busybox:stable --egress off -- httpd -f -p 8080';

const typed = (line: string) => `echo sk-example-0123456789 | ${line}`;

/** What a person types into an example. */
const INPUT: Readonly<Record<string, (line: string) => string>> = {
  'bulkhead secret set claude --provider anthropic': typed,
  'bulkhead secret set api --host api.example.com --env API_KEY': typed,
};
const SECRET = typed('bulkhead secret set claude --provider anthropic');

/** What a person did before an example. */
const BEFORE: Readonly<Record<string, string>> = {
  'bulkhead secret use demo claude': SECRET,
  'bulkhead secret rm claude': SECRET,
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
  'bulkhead create --file bulkhead.yaml --dry-run': 'printf "version: 1\\ntype: shell\\n" > bulkhead.yaml',
  'bulkhead snapshot diff demo before-upgrade': SNAPSHOT,
  'bulkhead egress remove demo api.example.com': 'bulkhead egress allow demo api.example.com',
  'bulkhead egress set demo --remove npm --remove pypi': 'bulkhead egress set demo npm pypi',
  [STOP_LEARNING]: LEARN,
  'bulkhead egress learned demo': LEARN,
  'bulkhead egress lock demo': LEARN,
  'bulkhead egress import --dry-run demo egress.yaml': 'bulkhead egress export demo > egress.yaml',
  'bulkhead egress-set rm company': COMPANY,
  'bulkhead egress-set import --dry-run sets.yaml': 'bulkhead egress-set export > sets.yaml',
  'bulkhead disk quota demo off': QUOTA,
  'bulkhead settings set budget-memory off': BUDGET,
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
  'bulkhead rename demo mender': 'bulkhead rename mender demo',
  'bulkhead duplicate demo demo-two': 'bulkhead rm -f --workspace demo-two',
  'bulkhead snapshot diff demo before-upgrade': 'bulkhead snapshot rm demo before-upgrade',
  'bulkhead port demo 3000 --pages-may-leave 3000': 'bulkhead port demo --remove 3000',
  'bulkhead egress learned demo': STOP_LEARNING,
  [LEARN]: STOP_LEARNING,
  [COMPANY]: 'bulkhead egress-set rm company',
  [QUOTA]: 'bulkhead disk quota demo off',
  [BUDGET]: 'bulkhead settings set budget-memory off',
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

/** Ends before what is left is removed, because a host that runs makes its gateway again. */
const serving = new Scope();
beforeAll(async () => {
  const key = join(dataFolder(scope), 'key');
  await startServe(serving, dataPath, {}, ['--key-file', key]);
});
afterAll(async () => {
  await serving.dispose();
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
    await succeed(INPUT[line]?.(line) ?? line);
    await succeed(AFTER[line]);
  });
});

it('names no example that is gone', () => {
  for (const line of [ELSEWHERE, INPUT, BEFORE, AFTER].flatMap(Object.keys)) expect(lines).toContain(line);
});
