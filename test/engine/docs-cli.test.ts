import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RpcClient } from '../../electron/client/rpc-client.ts';
import { waitForAgents, waitForEngine } from '../../electron/client/wait-for-host.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { removeAgentsAndGateway } from '../harness/agents/provisioning.ts';
import { documentedLines, exampleProject, runLine } from '../harness/control/documentation.ts';
import { connectTo, dataFolder, startServe } from '../harness/control/serve.ts';
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
  ...Object.fromEntries(
    [
      'create . --prompt "Fix the failing test" --agent claude-code=2 --check "npm test"',
      'show 3f2a',
      'log 3f2a 1',
      'stop 3f2a 2',
      'discard -f 3f2a',
      'wait 3f2a',
    ].map((line) => [`bulkhead task ${line}`, 'a task: cli-task.test.ts']),
  ),
  'bulkhead image build claude-code --fresh': 'minutes: images.test.ts',
  'bulkhead image rm bulkhead/claude-code:2.1': 'an image that was built: images.test.ts',
  'bulkhead image check busybox:stable': 'a registry: images.test.ts',
  'bulkhead engine start': 'a user without an engine: rootless-own-engine.test.ts',
  'bulkhead engine stop': 'a user without an engine: rootless-own-engine.test.ts',
  'bulkhead engine rm --force': 'a user without an engine: rootless-own-engine.test.ts',
  'bulkhead run --rm --type claude-code --copy . --prompt-file task.md --timeout 30m --patch out.patch':
    'a key of the model’s provider: docs-ci.test.ts',
};

const typed = (line: string) => `echo sk-example-0123456789 | ${line}`;

/** What a person types into an example. */
const INPUT: Readonly<Record<string, (line: string) => string>> = {
  'bulkhead secret set claude --provider anthropic': typed,
  'bulkhead secret set api --host api.example.com --env API_KEY': typed,
  'bulkhead secret set npm --registry npm --url https://npm.example.com/ --scope @company': typed,
};

/**
 * Examples that change what others need, in an order in which a person types them, with what belongs between them. Each
 * session finds the agent “demo” and leaves the rest as it was. All other examples run beside each other.
 */
const SESSIONS: Readonly<Record<string, readonly string[]>> = {
  'an agent that starts and stops': [
    'bulkhead stop demo',
    'bulkhead start demo',
    'bulkhead restart demo',
    'bulkhead pause demo',
    'bulkhead unpause demo',
    'bulkhead pause --all',
    'bulkhead unpause --all',
  ],
  'an agent that is changed': [
    'bulkhead update demo --memory 256m --cpus 0.5',
    'bulkhead update demo --read-only-root no --recreate',
    'bulkhead life demo --idle-stop 30m',
    'bulkhead duplicate demo demo-two',
    'bulkhead rm -f --workspace demo-two',
    'bulkhead rename demo mender',
    'bulkhead rename mender demo',
  ],
  'an agent in place of another': [
    'bulkhead rm -f --workspace demo',
    'bulkhead create --name demo --type shell',
    'bulkhead rm -f --workspace demo',
  ],
  'an agent from a file': [
    'printf "version: 1\\ntype: shell\\n" > bulkhead.yaml',
    'bulkhead create --file bulkhead.yaml --dry-run',
  ],
  'an agent in a group': [
    'bulkhead create --name web --image busybox:stable --egress off -- httpd -f -p 8080',
    'bulkhead group demo web',
    'bulkhead group demo --leave',
    'bulkhead rm -f --workspace web',
  ],
  snapshots: [
    'bulkhead snapshot demo before-upgrade',
    'bulkhead snapshot ls demo',
    'bulkhead snapshot diff demo before-upgrade',
    'bulkhead restore demo before-upgrade',
    'bulkhead fork demo before-upgrade demo-two',
    'bulkhead rm -f --workspace demo-two',
    'bulkhead snapshot rm demo before-upgrade',
  ],
  'work of an agent': [
    'bulkhead exec demo touch made-by-the-agent',
    'bulkhead changes demo',
    'bulkhead changes demo --root',
    'bulkhead apply --dry-run demo',
    'bulkhead branch demo agent-work -m Work',
  ],
  'a run in a copy of the project': ['bulkhead run --rm --image node:24-slim --copy . -- npm test'],
  'a sample project': ['bulkhead sample demo', 'bulkhead run --copy demo -- node fix.mjs --no-wait'],
  'egress in each mode': [
    'bulkhead egress off demo',
    'bulkhead egress off --all',
    'bulkhead egress full demo',
    'bulkhead egress allowlist demo',
    'bulkhead egress hold demo 20s',
    'bulkhead egress hold demo off',
    'bulkhead egress mcp demo --revoke',
  ],
  'rules of egress': [
    'bulkhead egress allow demo api.example.com',
    'bulkhead egress remove demo api.example.com',
    'bulkhead egress deny demo pypi.org',
    'bulkhead egress unread demo pinned.example.com',
    'bulkhead egress unread --remove demo pinned.example.com',
    'bulkhead egress set demo npm pypi',
    'bulkhead egress set demo --remove npm --remove pypi',
    'bulkhead egress export demo > egress.yaml',
    'bulkhead egress import --dry-run demo egress.yaml',
  ],
  'egress that is learned': [
    'bulkhead egress learn demo',
    'bulkhead egress learned demo',
    'bulkhead egress learn demo --stop',
    'bulkhead egress learn demo',
    'bulkhead egress lock demo',
  ],
  'sets of egress': [
    'bulkhead egress-set add company api.example.com --name "Company services"',
    'bulkhead egress-set export > sets.yaml',
    'bulkhead egress-set import --dry-run sets.yaml',
    'bulkhead egress-set rm company',
  ],
  'a published port': [
    'bulkhead port demo 3000 --pages-may-leave 3000',
    'bulkhead port demo',
    'bulkhead port demo --remove 3000',
  ],
  secrets: [
    'bulkhead secret set api --host api.example.com --env API_KEY',
    'bulkhead secret set npm --registry npm --url https://npm.example.com/ --scope @company',
    'bulkhead secret set claude --provider anthropic',
    'bulkhead secret use demo claude',
    'bulkhead secret demo',
    'bulkhead secret rm claude',
  ],
  tokens: [
    'bulkhead token create ci --scope manage --days 90',
    'bulkhead token ls',
    'bulkhead token revoke ci',
    'bulkhead token log',
  ],
  'a quota': [
    'bulkhead disk quota demo 10g --action pause',
    'bulkhead disk quota demo',
    'bulkhead disk quota demo off',
  ],
  'a budget': ['bulkhead settings set budget-memory 16g', 'bulkhead settings set budget-memory off'],
  'the configuration of SSH': ['bulkhead ssh-config', 'bulkhead ssh-config --remove'],
  'an engine that is chosen': ['bulkhead engine use default', 'bulkhead engine'],
  'a verification': ['bulkhead verify demo', 'bulkhead verify demo --history'],
};

/** What is no example: it prepares for the next line, or makes room for the next session. */
const BETWEEN: readonly string[] = [
  'bulkhead exec demo touch made-by-the-agent',
  'bulkhead port demo --remove 3000',
  'bulkhead rename mender demo',
  'bulkhead rm -f --workspace demo-two',
  'bulkhead rm -f --workspace web',
  'bulkhead unpause --all',
  'printf "version: 1\\ntype: shell\\n" > bulkhead.yaml',
];

const lines = documentedLines('cli.md');
const inSession = new Set(Object.values(SESSIONS).flat());
const scope = new Scope();
const dataPath = dataFolder(scope);
const project = exampleProject(dataPath);
const run = (line: string) => runLine(line, { project, dataPath });
const succeed = async (line: string) =>
  expect([line, await run(INPUT[line]?.(line) ?? line)]).toEqual([
    line,
    expect.objectContaining({ code: 0 }),
  ]);

/** Ends before what is left is removed, because a host that runs makes its gateway again. */
const serving = new Scope();
let host: RpcClient;

async function makeDemo(): Promise<void> {
  const [agents] = await Promise.all([waitForAgents(host), waitForEngine(host)]);
  if (agents.some(({ name }) => name === 'demo')) return;
  await succeed('bulkhead create --name demo --image busybox:stable --copy . -- sleep 3600');
}

beforeAll(async () => {
  const key = join(dataFolder(scope), 'key');
  await startServe(serving, dataPath, {}, ['--key-file', key]);
  host = await connectTo(serving, dataPath);
});
afterAll(async () => {
  await serving.dispose();
  await removeAgentsAndGateway(appEngine(scope));
  await scope.dispose();
});

/** A deadline for what hangs, of each line: several run at once on a machine that may do much besides. */
const LINE_WITHIN_MS = 120_000;
const BESIDE_WITHIN_MS = 5 * LINE_WITHIN_MS;

describe('docs/cli.md', () => {
  for (const [title, session] of Object.entries(SESSIONS))
    it(title, { timeout: session.length * LINE_WITHIN_MS }, async () => {
      await makeDemo();
      for (const line of session) await succeed(line);
    });

  describe.concurrent('examples beside each other', () => {
    beforeAll(makeDemo);
    it.each(lines.filter((line) => !(line in ELSEWHERE || inSession.has(line))))(
      '%s',
      { timeout: BESIDE_WITHIN_MS },
      succeed,
    );
  });
});

it('names no example that is gone', () => {
  const named = [...inSession, ...[ELSEWHERE, INPUT].flatMap(Object.keys)];
  expect(named.filter((line) => !lines.includes(line)).toSorted()).toEqual(BETWEEN);
});
