import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { RpcClient } from '../../electron/client/rpc-client.ts';
import { MIB, type SecretReference } from '../../electron/contract/agent-spec.ts';
import { placeholderOf, type SecretRecord } from '../../electron/contract/secrets.ts';
import { createLogger } from '../../electron/lib/logger.ts';
import { Scope } from '../../electron/lib/scope.ts';
import {
  agentObjects,
  busyboxSpec,
  inAgent,
  removeAgentsAndGateway,
} from '../harness/agents/provisioning.ts';
import { openHost } from '../harness/agents/test-host.ts';
import { appEngine, docker } from '../harness/engine/docker-cli.ts';
import { addresses, arrivals, forgetArrivals, setNames, testAuthority } from '../harness/engine/internet.ts';
import { TestKeeper } from '../harness/gateway/secret-keeper.ts';

const id = (text: string) => Buffer.from(text.padEnd(12)).toString('hex');
const canaries: string[] = [];
function canary(): string {
  const value = `CANARY${randomBytes(16).toString('hex')}`;
  canaries.push(value);
  return value;
}
const secret = (provider: string): Omit<SecretRecord, 'revision' | 'source'> => ({
  id: id(provider),
  name: `The ${provider} key`,
  use: { kind: 'provider', provider },
});
const OPENAI = secret('openai');
const MISTRAL = secret('mistral');
const ANTHROPIC = secret('anthropic');
const by = ({ id: secretId }: { id: string }, delivery: SecretReference['delivery']) => ({
  secretId,
  delivery,
});
const OPENAI_FILE = '/run/secrets/OPENAI_API_KEY';

const scope = new Scope();
const keeper = new TestKeeper();
const logged: string[] = [];
const dataPath = mkdtempSync(join(tmpdir(), 'bulkhead-delivery-'));
let client: RpcClient;
let agentId = '';

beforeAll(async () => {
  await setNames({ 'api.anthropic.com': [addresses.otherServer] });
  scope.add(() => setNames({}));
  scope.add(() => rmSync(dataPath, { recursive: true, force: true }));
  const engine = appEngine(scope);
  scope.add(() => removeAgentsAndGateway(engine));
  const authority = join(dataPath, 'authority.pem');
  writeFileSync(authority, testAuthority());
  vi.stubEnv('NODE_EXTRA_CA_CERTS', authority);
  scope.add(() => void vi.unstubAllEnvs());
  client = await openHost(scope, dataPath, {
    logger: createLogger((line) => logged.push(line)),
    secrets: keeper,
  });
});
afterAll(() => scope.dispose());

async function done(operationId: string): Promise<string> {
  const find = async () =>
    (await client.call('operation.list', {})).find((operation) => operation.id === operationId);
  await expect.poll(async () => (await find())?.finishedAt).toBeDefined();
  const operation = await find();
  expect(operation).toMatchObject({ status: 'done' });
  return operation?.agentId ?? '';
}
const files = () => inAgent('given', 'cat /run/secrets/* 2>/dev/null || true');

it('delivers files and variables where the person chose the weaker ways', async () => {
  const [inFile, inVariable] = [canary(), canary()];
  keeper.set(OPENAI, inFile);
  keeper.set(MISTRAL, inVariable);
  keeper.set(ANTHROPIC, canary());
  const spec = busyboxSpec('given', {
    image: 'debian:bookworm-slim',
    resources: { memoryBytes: 256 * MIB, cpus: 1, pids: 128 },
    secrets: [by(OPENAI, 'file'), by(MISTRAL, 'environment')],
  });
  const { dockerRun } = await client.call('agent.check', { spec });
  expect(dockerRun).toContain('<value of The mistral key>');
  agentId = await done((await client.call('agent.create', { spec })).operationId);

  await expect.poll(files).toBe(inFile);
  expect(await inAgent('given', `stat -c '%a %u' ${OPENAI_FILE}; id -u; cat $OPENAI_API_KEY_FILE`)).toBe(
    `400 1000\n1000\n${inFile}`,
  );
  expect(await inAgent('given', 'echo $MISTRAL_API_KEY')).toBe(inVariable);
  const inspected = await docker('inspect', 'bulkhead-given');
  expect(inspected).not.toContain(inFile);
  // The environment shows the value, but the label with the spec does not.
  expect(inspected.split(inVariable)).toHaveLength(2);
  expect(dockerRun).not.toContain(inVariable);
});

it('writes the file again after a restart by somebody else, and follows rotation and removal', async () => {
  await docker('restart', '-t', '0', 'bulkhead-given');
  await expect.poll(files).toMatch(/^CANARY/);
  const second = canary();
  keeper.set(OPENAI, second);
  await expect.poll(files).toBe(second);
  keeper.set(OPENAI, undefined);
  await expect.poll(files).toBe('');
  await expect
    .poll(async () => (await client.call('agent.credentials', { agentId })).credentials)
    .toMatchObject([{ problem: 'The source failed.' }, {}]);
  keeper.set(OPENAI, canary());
  await expect.poll(files).toMatch(/^CANARY/);
});

it('gives and revokes while the agent runs, and says what waits for a new container', async () => {
  const value = canary();
  keeper.set(ANTHROPIC, value);
  const secrets = [by(ANTHROPIC, 'gateway')];
  const { recreate, keepsFiles } = await client.call('agent.set-credentials', { agentId, secrets });
  // A snapshot would store the value from the environment.
  expect(keepsFiles).toBe(false);
  expect(recreate.join('; ')).toContain('ANTHROPIC_API_KEY with the placeholder of “The anthropic key”');
  expect(recreate.join('; ')).toContain('no value of “The mistral key”');
  expect(await files()).toBe('');

  const ask = async () => {
    await forgetArrivals();
    await inAgent(
      'given',
      `curl -sS --max-time 10 -H "x-api-key: ${placeholderOf(ANTHROPIC)}" https://api.anthropic.com/ 2>&1 || true`,
    );
    return (await arrivals()).find(({ kind }) => kind === 'https')?.headers?.['x-api-key'];
  };
  await expect.poll(ask).toBe(value);
  const recreateWith = (keepWritableLayer: boolean) =>
    client.call('agent.recreate', { agentId, change: { isolation: {}, keepWritableLayer } });
  await expect(recreateWith(true)).rejects.toMatchObject({ error: { field: 'keepWritableLayer' } });
  await done((await recreateWith(false)).operationId);
  expect(await client.call('agent.credentials', { agentId })).toEqual({
    credentials: secrets,
    recreate: [],
    keepsFiles: true,
  });
  expect(await inAgent('given', 'echo $ANTHROPIC_API_KEY:$MISTRAL_API_KEY')).toBe(
    `${placeholderOf(ANTHROPIC)}:`,
  );
  const image = await docker('inspect', '-f', '{{.Config.Image}}', 'bulkhead-given');
  expect(await docker('image', 'inspect', image)).not.toContain('CANARY');
  await expect.poll(ask).toBe(value);

  await client.call('agent.set-credentials', { agentId, secrets: [] });
  expect(await ask()).toBeUndefined();
  const uses = (await client.call('secrets.uses', {}))[ANTHROPIC.id];
  expect(uses).toMatchObject([{ agentId, host: 'api.anthropic.com' }]);
  expect(uses?.[0]?.count).toBeGreaterThanOrEqual(2);
});

it('writes no value into logs, the audit or any other file of the app', () => {
  const files = readdirSync(dataPath, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(files.map(({ name }) => name)).toContain('audit-000001.jsonl');
  const texts = files.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
  const everything = [...logged, ...texts].join('\n');
  expect(everything).toContain('api.anthropic.com');
  for (const value of [...canaries, keeper.privateKeyPem.trim()])
    expect(everything.includes(value)).toBe(false);
});

it('refuses what cannot be given, and leaves what was there', async () => {
  const before = await client.call('agent.credentials', { agentId });
  const secrets = [by({ id: id('nobody') }, 'file')];
  await expect(client.call('agent.set-credentials', { agentId, secrets })).rejects.toMatchObject({
    error: { field: 'secrets' },
  });
  expect(await client.call('agent.credentials', { agentId })).toEqual(before);
});

it('leaves nothing of a removed agent', async () => {
  await done((await client.call('agent.remove', { agentId, deleteWorkspace: true })).operationId);
  expect(await agentObjects(appEngine(scope), agentId)).toEqual([]);
});
