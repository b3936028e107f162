import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Agent } from '../../electron/contract/agent.ts';
import { bareEgress } from '../../electron/contract/agent-spec.ts';
import { type PortMapping, type PublishedPort, portMappingsSchema } from '../../electron/contract/ports.ts';
import type { AgentDirectory } from '../../electron/engine/directory/directory.ts';
import type { Engine } from '../../electron/engine/docker/engine.ts';
import { ROLE_LABEL } from '../../electron/engine/objects/labels.ts';
import { GatewayRelay } from '../../electron/engine/ports/gateway-relay.ts';
import { connectInside } from '../../electron/engine/ports/inside-relay.ts';
import { listeningInside } from '../../electron/engine/ports/listening-inside.ts';
import { PublishedPorts } from '../../electron/engine/ports/published-ports.ts';
import { VolumeLabelStore } from '../../electron/engine/records/volume-label-store.ts';
import { systemClock } from '../../electron/lib/clock.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { appEngine, docker } from '../harness/engine/docker-cli.ts';
import { appEgress, attach, type GatewayAgent, gatewayAgent } from '../harness/gateway/gateway-agent.ts';

/** Answers on every address, and on the agent's own loopback alone. */
const SERVERS = `const net = require('net');
net.createServer({ allowHalfOpen: true }, (s) => s.pipe(s)).listen(7000);
net.createServer({ allowHalfOpen: true }, (s) => s.pipe(s)).listen(7001, '127.0.0.1');
require('http').createServer((request, response) => {
  if (request.url === '/away') response.writeHead(302, { Location: 'https://evil.test/?secret' });
  response.end('page for ' + request.headers.host);
}).on('upgrade', (request, socket) => {
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: echo\\r\\n\\r\\n');
  socket.pipe(socket);
}).listen(7002);
net.createServer((s) => { s.write('220 ready'); s.on('data', (d) => s.end('got ' + d)); }).listen(7003);`;

const scope = new Scope();
let engine: Engine;
let agent: GatewayAgent;
let neighbour: GatewayAgent;
let relay: GatewayRelay;
let ports: PublishedPorts;
const records = () => new VolumeLabelStore(() => engine, 'ports', portMappingsSchema);

function directoryOf(...agents: GatewayAgent[]): AgentDirectory {
  const list = agents.map(
    ({ name, containerId, attachment }) =>
      ({ id: attachment.agentId, name, containerId, status: 'running', spec: null }) as unknown as Agent,
  );
  return {
    list: () => ({ sequence: 1, agents: list }),
    get: (agentId) => list.find(({ id }) => id === agentId) ?? expect.fail(`no agent ${agentId}`),
    onChange: () => () => undefined,
  };
}

function publish(directory: AgentDirectory): PublishedPorts {
  const published = new PublishedPorts({
    directory,
    relay,
    connectInside: (containerId, port, stream) =>
      connectInside(engine, { containerId, port }, stream, scope.signal),
    records: records(),
    clock: systemClock,
    logger: silentLogger,
    addressesOf: async () => ({ address: agent.address, from: agent.attachment.gatewayAddress }),
  });
  scope.add(() => published.dispose());
  return published;
}

beforeAll(async () => {
  engine = appEngine(scope);
  const command = ['node', '-e', SERVERS];
  const egress = appEgress(engine, scope);
  agent = await gatewayAgent(engine, scope, { agentId: 'ports-a', image: 'node:24-slim', command });
  await attach(egress, scope, agent, bareEgress('off'));
  neighbour = await gatewayAgent(engine, scope, {
    agentId: 'ports-b',
    image: 'busybox:stable',
  });
  await attach(egress, scope, neighbour, bareEgress('full'));
  relay = new GatewayRelay({ engine: () => engine, clock: systemClock, logger: silentLogger });
  scope.add(() => relay.close());
  ports = publish(directoryOf(agent, neighbour));
  scope.add(() => records().forget('ports-a'));
});
afterAll(() => scope.dispose());

const set = (...mappings: PortMapping[]) => ports.set('ports-a', mappings);

async function ask(port: number, text: string, host = '127.0.0.1'): Promise<string> {
  const socket = connect({ port, host });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  // A reset counts as an empty answer.
  socket.on('error', () => undefined);
  socket.end(text);
  await new Promise((resolve) => socket.once('close', resolve));
  return Buffer.concat(chunks).toString();
}

/** The published port once it looks like that. */
async function state(fits: (port: PublishedPort) => boolean): Promise<PublishedPort> {
  for (;;) {
    const port = ports.list('ports-a').find(fits);
    if (port) return port;
    await new Promise<void>((resolve) => {
      const stop = ports.onChange(() => {
        stop();
        resolve();
      });
    });
  }
}

it('leads from this machine’s loopback to an agent whose egress is Off', async () => {
  const [published] = await set({ containerPort: 7000, hostPort: null });
  const port = published?.boundPort ?? 0;
  // The agent's server may still be starting.
  while ((await ask(port, 'hello')) !== 'hello') expect((await state(() => true)).last).toBe('not-listening');
  expect(await ask(port, 'over IPv6', '::1')).toBe('over IPv6');
  const long = 'x'.repeat(3 * 1024 * 1024);
  expect((await ask(port, long)).length).toBe(long.length);
  expect(await Promise.all([...'abcdefgh'].map((letter) => ask(port, letter)))).toEqual([...'abcdefgh']);
  expect(await state(({ open }) => open === 0)).toMatchObject({ last: 'connected', boundPort: port });
});

it('lets nobody else in: not a neighbour, nor the agent itself from inside', async () => {
  const gateway = neighbour.attachment.gatewayAddress;
  const tried = await docker(
    ...['exec', neighbour.name, 'sh', '-c'],
    `for to in ${agent.address}:7000 ${gateway}:7000 ${gateway}:3128; do
       nc -w 1 \${to%:*} \${to#*:} </dev/null >/dev/null 2>&1 && echo "reached $to"; done; true`,
  );
  expect(tried).toBe(`reached ${gateway}:3128`);
});

// First reported as https://github.com/anthropics/claude-code/issues/31007 and
// https://github.com/anthropics/claude-code/issues/44844.
it('reaches what listens on the agent’s own loopback alone', async () => {
  const [published] = await set({ containerPort: 7001, hostPort: null });
  const port = published?.boundPort ?? 0;
  expect(await ask(port, 'a callback')).toBe('a callback');
  const long = 'x'.repeat(3 * 1024 * 1024);
  expect((await ask(port, long)).length).toBe(long.length);
  await state(({ last }) => last === 'connected');
});

it('says when nothing listens', async () => {
  const [published] = await set({ containerPort: 7009, hostPort: null });
  expect(await ask(published?.boundPort ?? 0, 'hello')).toBe('');
  await state(({ last }) => last === 'not-listening');
  expect(await listeningInside(engine, agent.containerId, scope.signal)).toEqual([
    { port: 7000, loopbackOnly: false },
    { port: 7001, loopbackOnly: true },
    { port: 7002, loopbackOnly: false },
    { port: 7003, loopbackOnly: false },
  ]);
});

const page = (port: number, path: string, host: string, more = '') =>
  ask(port, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${more}\r\n`);

it('keeps a page to itself, under the name of its agent, unless the person lifts that', async () => {
  const [{ boundPort, url } = {}] = await set({ containerPort: 7002, hostPort: null });
  const own = `${new URL(url ?? '').hostname}:${boundPort}`;
  expect(url).toBe(`http://${own}/`);
  const confined = await page(boundPort ?? 0, '/', own);
  expect(confined).toContain(`page for ${own}`);
  expect(confined).toMatch(/^Content-Security-Policy: default-src 'self'/im);
  expect(await page(boundPort ?? 0, '/away', own)).toMatch(/^HTTP\/1.1 403 /);
  await set({ containerPort: 7002, hostPort: null, pagesMayLeave: true });
  expect(await page(boundPort ?? 0, '/', own)).not.toMatch(/content-security-policy/i);
  expect(await page(boundPort ?? 0, '/away', own)).toContain('https://evil.test/?secret');
});

it('refuses hosts that somebody else made lead here, and sends browsers to the agent’s own name', async () => {
  const [{ boundPort, url } = {}] = await set({ containerPort: 7002, hostPort: null });
  const port = boundPort ?? 0;
  expect(await page(port, '/', `evil.test:${port}`)).toMatch(/^HTTP\/1.1 421 /);
  expect(await page(port, '/', `localhost:${port}`)).toContain(`page for localhost:${port}`);
  const browser = await page(port, '/a?b', `localhost:${port}`, 'Sec-Fetch-Site: none\r\n');
  expect(browser).toMatch(/^HTTP\/1.1 307 /);
  expect(browser).toContain(`Location: ${url}a?b`);
});

it('carries WebSockets, and protocols in which the server speaks first', async () => {
  const [web, greeting] = await set(
    { containerPort: 7002, hostPort: null },
    { containerPort: 7003, hostPort: null },
  );
  const socket = connect({ port: web?.boundPort ?? 0, host: '127.0.0.1' });
  const host = new URL(web?.url ?? '').host;
  socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n`);
  expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1.1 101 /);
  socket.write('ping');
  expect(String(await once(socket, 'data'))).toBe('ping');
  socket.destroy();
  const client = connect({ port: greeting?.boundPort ?? 0, host: '127.0.0.1' });
  expect(String(await once(client, 'data'))).toBe('220 ready');
  client.write('hello');
  expect(String(await once(client, 'data'))).toBe('got hello');
  client.destroy();
});

it('refuses a port in use, names who has it, and changes nothing', async () => {
  const squatter = createServer().listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  scope.add(() => void squatter.close());
  const { port } = squatter.address() as { port: number };
  const [before] = await set({ containerPort: 7000, hostPort: null });
  const refused = set({ containerPort: 7000, hostPort: port });
  await expect(refused).rejects.toMatchObject({
    error: { type: 'conflict', message: expect.stringMatching(`Port ${port} .* in use by .*process`) },
  });
  expect(ports.list('ports-a')).toEqual([before]);
  // One of our own agents holds the port, and the message names it.
  const ours = ports.set('ports-b', [{ containerPort: 80, hostPort: before?.boundPort ?? 0 }]);
  await expect(ours).rejects.toThrow('in use by the agent bulkhead-ports-a');
  expect(ports.list('ports-b')).toEqual([]);
});

it('goes on in the next app, and after the gateway was replaced', async () => {
  await set({ containerPort: 7000, hostPort: null });
  const port = (await state(() => true)).boundPort ?? 0;
  ports.dispose();
  expect(await ask(port, 'nobody here')).toBe('');
  ports = publish(directoryOf(agent, neighbour));
  await ports.resync();
  const again = (await state(() => true)).boundPort ?? 0;
  expect(await ask(again, 'hello')).toBe('hello');

  const socket: Socket = connect({ port: again, host: '127.0.0.1' });
  socket.write('open');
  await once(socket, 'data');
  const cut = new Promise((resolve) => socket.on('error', () => undefined).once('close', resolve));
  const [gateway] = await engine.listContainers({ label: [`${ROLE_LABEL}=gateway`] });
  await engine.restartContainer(gateway?.Id ?? '', 0);
  await cut;
  while ((await ask(again, 'hello')) !== 'hello')
    expect((await state(() => true)).last).not.toBe('not-running');
});

it('ends the relay’s process with the app', async () => {
  const [gateway] = await engine.listContainers({ label: [`${ROLE_LABEL}=gateway`] });
  // Not by `top`: engines without control groups list no processes.
  const relays = async () =>
    (await docker('exec', gateway?.Id ?? '', 'sh', '-c', 'cat /proc/[0-9]*/cmdline || true')).match(/relay/g);
  await ask(ports.list('ports-a')[0]?.boundPort ?? 0, 'hello');
  expect(await relays()).not.toBeNull();
  await relay.close();
  await expect.poll(relays).toBeNull();
});
