import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Scope } from '../../electron/lib/scope.ts';
import { removeAgentsAndGateway } from '../harness/agents/provisioning.ts';
import { curl } from '../harness/control/curl.ts';
import { connectTo, dataFolder, startServe } from '../harness/control/serve.ts';
import { appEngine, docker } from '../harness/engine/docker-cli.ts';

const scope = new Scope();
let dataPath: string;
let shared: string;
beforeAll(async () => {
  const engine = appEngine(scope);
  scope.add(() => removeAgentsAndGateway(engine));
  dataPath = dataFolder(scope);
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-volumes-'));
  scope.add(() => rmSync(folder, { recursive: true }));
  shared = join(folder, 'data');
  mkdirSync(shared);
  writeFileSync(join(shared, 'file'), 'from the host');
  await startServe(scope, dataPath, { DEFAULT_MEMORY: '256m' });
  await connectTo(scope, dataPath);
});
afterAll(() => scope.dispose());

/** The command lines of the documentation of `POST /agents`, with a type whose image is there. */
const spawn = (body: object) =>
  curl(
    dataPath,
    ...['-X', 'POST', 'http://localhost:3200/agents', '-H', 'Content-Type: application/json'],
    ...['-d', JSON.stringify(body)],
  );
const read = (path: string) => curl(dataPath, `http://localhost:3200${path}`);

it('spawns an agent with resources', async () => {
  const answer = await spawn({
    name: 'heavy-analyzer',
    type: 'shell',
    resources: { memory: '1g', cpu: 1.0 },
  });
  expect(answer.json()).toMatchObject({ name: 'heavy-analyzer', type: 'shell', status: 'running' });
  expect(answer.status).toBe(201);
  const limits = await docker(
    'inspect',
    '-f',
    '{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}}',
    'bulkhead-heavy-analyzer',
  );
  expect(limits).toBe('1073741824 1000000000');
});

it('mounts volumes', async () => {
  const answer = await spawn({ name: 'file-processor', type: 'shell', volumes: [`${shared}:/data:ro`] });
  expect(answer.status, answer.text).toBe(201);
  expect(await docker('exec', 'bulkhead-file-processor', 'cat', '/data/file')).toBe('from the host');
  await expect(docker('exec', 'bulkhead-file-processor', 'touch', '/data/new')).rejects.toThrow('Read-only');
});

it('passes secrets in the environment, with the default limits', async () => {
  const answer = await spawn({ name: 'secure-agent', type: 'shell', env: { API_KEY: 'sk-1' } });
  expect(answer.status, answer.text).toBe(201);
  expect(await docker('exec', 'bulkhead-secure-agent', 'printenv', 'API_KEY')).toBe('sk-1');
  const limits = await docker(
    'inspect',
    '-f',
    '{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}}',
    'bulkhead-secure-agent',
  );
  expect(limits).toBe('268435456 500000000');
});

it('expresses no network of the host', async () => {
  const answer = await spawn({ name: 'isolated-agent', type: 'shell', network: 'host' });
  expect(answer.json()).toMatchObject({ code: 'NETWORK_ERROR', field: 'network', status: 424 });
});

it('shows logs and resource usage', async () => {
  await docker('exec', 'bulkhead-secure-agent', 'sh', '-c', 'echo started > /proc/1/fd/1');
  await expect.poll(async () => (await read('/agents/secure-agent/logs')).text).toContain('started\n');
  expect((await read('/agents/secure-agent/metrics')).json()).toMatchObject({
    memoryBytes: expect.any(Number),
    cpuPercent: expect.any(Number),
  });
});

it('names its errors', async () => {
  expect((await spawn({ name: 'a', type: 'not-built' })).json()).toMatchObject({ code: 'IMAGE_NOT_FOUND' });
  expect((await spawn({ name: 'a', type: 'shell', resources: { memory: '900000g' } })).json()).toMatchObject({
    field: 'resources.memoryBytes',
  });
});
