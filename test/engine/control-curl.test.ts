import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Scope } from '../../electron/lib/scope.ts';
import { removeAgentsAndGateway } from '../harness/agents/provisioning.ts';
import { bulkhead } from '../harness/control/command-line.ts';
import { curl, runCurl } from '../harness/control/curl.ts';
import { connectTo, dataFolder, startProgram } from '../harness/control/serve.ts';
import { appEngine, docker } from '../harness/engine/docker-cli.ts';
import { openOutside } from '../harness/engine/internet.ts';

/** A build installs from the real registry: a minute on a fresh machine, no time when the image is there. */
const BUILD_TIMEOUT_MS = 300_000;

const scope = new Scope();
let dataPath: string;
let shared: string;
let url: string;
let token: string;

beforeAll(async () => {
  await openOutside(['registry.npmjs.org']);
  const engine = appEngine(scope);
  scope.add(() => removeAgentsAndGateway(engine));
  dataPath = dataFolder(scope);
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-volumes-'));
  scope.add(() => rmSync(folder, { recursive: true }));
  shared = join(folder, 'data');
  mkdirSync(shared);
  writeFileSync(join(shared, 'file'), 'from the host');
  const limits = { DEFAULT_MEMORY: '256m' };
  const serve = startProgram(scope, dataPath, ['serve', '--listen', '0'], limits);
  const [listening] = (await once(serve.stdout ?? serve, 'data')) as [Buffer];
  url = /http:\/\/localhost:\d+/.exec(listening.toString())?.[0] ?? '';
  const words = ['token', 'create', 'curl', '--scope', 'manage', '--root', folder, '--json'];
  token = (JSON.parse((await bulkhead(scope, dataPath, words)).out) as { value: string }).value;
  await connectTo(scope, dataPath);
});
afterAll(async () => {
  await openOutside([]);
  await scope.dispose();
});

const inspect = (name: string, format: string) => docker('inspect', '-f', format, `bulkhead-${name}`);
const limitsOf = (name: string) => inspect(name, '{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}}');

/** The command lines of the document of `POST /agents`, on each door. */
describe.each([{ door: 'the socket' }, { door: 'TCP with a token' }])('over $door', ({ door }) => {
  const ask = (path: string, ...args: string[]) =>
    door === 'the socket'
      ? curl(dataPath, ...args, `http://localhost:3200${path}`)
      : runCurl([...args, '-H', `Authorization: Bearer ${token}`, `${url}${path}`]);
  const spawned: string[] = [];
  const spawn = async (body: { name: string; [field: string]: unknown }) => {
    const json = ['-H', 'Content-Type: application/json', '-d', JSON.stringify(body)];
    const answer = await ask('/agents', '-X', 'POST', ...json);
    if (answer.status === 201) spawned.push(body.name);
    return answer;
  };
  afterEach(async () => {
    for (const name of spawned.splice(0)) {
      await ask(`/agents/${name}`, '-X', 'DELETE');
      await expect.poll(async () => (await ask(`/agents/${name}`)).status).toBe(404);
    }
  });

  it(
    'spawns an agent with resources',
    async () => {
      const resources = { memory: '1g', cpu: 1.0 };
      const answer = await spawn({ name: 'heavy-analyzer', type: 'claude', resources });
      expect([answer.status, answer.json()]).toEqual([
        201,
        expect.objectContaining({ name: 'heavy-analyzer', type: 'claude', status: 'running' }),
      ]);
      expect(await limitsOf('heavy-analyzer')).toBe('1073741824 1000000000');
    },
    BUILD_TIMEOUT_MS,
  );

  it('mounts volumes', async () => {
    const volumes = [`${shared}:/data:ro`];
    const answer = await spawn({ name: 'file-processor', type: 'claude', volumes });
    expect(answer.status, answer.text).toBe(201);
    expect(await docker('exec', 'bulkhead-file-processor', 'cat', '/data/file')).toBe('from the host');
    await expect(docker('exec', 'bulkhead-file-processor', 'touch', '/data/new')).rejects.toThrow(
      'Read-only',
    );
  });

  it('passes secrets in the environment, with the default limits, and shows logs and metrics', async () => {
    const answer = await spawn({ name: 'secure-agent', type: 'claude', env: { API_KEY: 'sk-1' } });
    expect(answer.status, answer.text).toBe(201);
    expect(await docker('exec', 'bulkhead-secure-agent', 'printenv', 'API_KEY')).toBe('sk-1');
    expect(await limitsOf('secure-agent')).toBe('268435456 500000000');
    await docker('exec', 'bulkhead-secure-agent', 'sh', '-c', 'echo started > /proc/1/fd/1');
    await expect.poll(async () => (await ask('/agents/secure-agent/logs')).text).toContain('started\n');
    expect((await ask('/agents/secure-agent/metrics')).json()).toMatchObject({
      memoryBytes: expect.any(Number),
      cpuPercent: expect.any(Number),
    });
  });

  it('makes a network for the agents that name it, and none of the host', async () => {
    const body = { name: 'isolated-agent', type: 'claude', network: 'custom-network' };
    const answer = await spawn(body);
    expect(answer.status, answer.text).toBe(201);
    const refused = await spawn({ ...body, name: 'host-agent', network: 'host' });
    expect(refused.json()).toMatchObject({ code: 'NETWORK_ERROR', field: 'network', status: 424 });
  });

  it('names its errors', async () => {
    expect((await spawn({ name: 'a', type: 'not-built' })).json()).toMatchObject({
      code: 'IMAGE_NOT_FOUND',
    });
    const huge = { name: 'a', type: 'claude', resources: { memory: '900000g' } };
    expect((await spawn(huge)).json()).toMatchObject({
      code: 'RESOURCE_LIMIT',
      field: 'resources.memory',
    });
  });
});
