import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AppError } from '../../electron/contract/error.ts';
import { createDockerEngine } from '../../electron/engine/docker/adapter.ts';
import { Scope } from '../../electron/lib/scope.ts';
import {
  busyboxSpec,
  createAgent,
  type TestProvisioning,
  testProvisioning,
} from '../harness/agents/provisioning.ts';
import { testEndpoint } from '../harness/engine/docker-endpoint.ts';
import { testEngine } from '../harness/engine/engine.ts';
import { leftBehind, takeInventory } from '../harness/engine/inventory.ts';

interface Body {
  HostConfig?: Record<string, unknown>;
  [key: string]: unknown;
}

/** What the engine behind the test's door is like: it changes what it is asked for, or refuses it with a message. */
type Temper = (path: string, body: Body) => Body | string;

const scope = new Scope();
let temper: Temper = (_path, body) => body;
let setup: TestProvisioning;

/** The test engine behind an HTTP server on a socket, which reads the bodies of what is to be created. */
async function openTemperedEngine(socketPath: string): Promise<void> {
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const created =
        incoming.method === 'POST' && /\/(?:containers|networks)\/create/.test(incoming.url ?? '');
      const body = created ? JSON.parse(await textOf(incoming)) : undefined;
      const answer = body && temper(incoming.url ?? '', body);
      if (typeof answer === 'string') {
        outgoing.writeHead(400, { 'Content-Type': 'application/json' });
        return void outgoing.end(JSON.stringify({ message: answer }));
      }
      const { 'content-length': _length, ...headers } = incoming.headers;
      const upstream = request(
        {
          socketPath: testEngine().dockerHost.replace('unix://', ''),
          method: incoming.method,
          path: incoming.url,
          headers: answer ? headers : incoming.headers,
        },
        (response) => {
          outgoing.writeHead(response.statusCode ?? 500, response.headers);
          response.pipe(outgoing);
        },
      );
      upstream.on('error', () => outgoing.destroy());
      outgoing.on('close', () => upstream.destroy());
      if (answer) upstream.end(JSON.stringify(answer));
      else incoming.pipe(upstream);
    })();
  });
  server.listen(socketPath);
  await once(server, 'listening');
  await chmod(socketPath, 0o666);
  scope.add(() => {
    server.closeAllConnections();
    server.close();
  });
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of incoming) text += String(chunk);
  return text;
}

const without =
  (kind: string, ...keys: string[]): Temper =>
  (path, body) => {
    if (!path.includes(`/${kind}/create`)) return body;
    const left = (part: object) =>
      Object.fromEntries(Object.entries(part).filter(([key]) => !keys.includes(key)));
    return { ...left(body), ...(body.HostConfig ? { HostConfig: left(body.HostConfig) } : {}) };
  };

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-tempered-'));
  scope.add(() => rm(folder, { recursive: true }));
  await openTemperedEngine(join(folder, 'docker.sock'));
  const engine = createDockerEngine({ ...testEndpoint(), url: `unix://${join(folder, 'docker.sock')}` });
  scope.add(() => engine.close());
  setup = await testProvisioning(scope, { engine: () => engine });
  // The proxy in front of the engine works.
  await createAgent(setup, busyboxSpec('honest'));
});
afterAll(() => scope.dispose());

it.each<[string, Temper, RegExp]>([
  [
    'leaves the security options out',
    without('containers', 'SecurityOpt'),
    /silently left out no new privileges/,
  ],
  [
    'leaves the capabilities in',
    without('containers', 'CapDrop'),
    /silently left out dropping all capabilities/,
  ],
  [
    'makes the root writable',
    without('containers', 'ReadonlyRootfs'),
    /silently left out the read-only root/,
  ],
  ['runs it as root', without('containers', 'User'), /silently left out the agent’s user/],
  ['makes an ordinary network', without('networks', 'Internal'), /bypasses the gateway/],
  [
    'refuses an option',
    (path, body) => (path.includes('/containers/') ? 'invalid --security-opt 2: "no-new-privileges"' : body),
    /no-new-privileges/,
  ],
])('an engine that %s gets no agent, and the reason is told', async (_what, change, reason) => {
  const before = await takeInventory(testEngine());
  temper = change;
  const { id } = await setup.provisioner.create(
    { spec: busyboxSpec('refused'), confirmed: [] },
    scope.signal,
  );
  const ended = await setup.operations.ended(id);
  const error: AppError = ended.error ?? expect.fail(`it was ${ended.status}`);
  expect(ended.status).toBe('failed');
  expect(`${error.message} ${error.raw ?? ''}`).toMatch(reason);
  expect(leftBehind(before, await takeInventory(testEngine()))).toEqual([]);
});

it('refuses a group to an agent under gVisor, which would not find the others', async ({ skip }) => {
  if (!setup.facts.runtimes.some(({ name }) => name === 'runsc')) skip('no gVisor on this engine');
  const spec = busyboxSpec('grouped', { group: 'web' });
  const creation = { spec: { ...spec, isolation: { ...spec.isolation, runtime: 'runsc' } }, confirmed: [] };
  await expect(setup.provisioner.create(creation, scope.signal)).rejects.toMatchObject({
    error: { type: 'isolation-unsupported', message: expect.stringContaining('gVisor') },
  });
});
