import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bareEgress } from '../../electron/contract/agent-spec.ts';
import type { Operation } from '../../electron/contract/operation.ts';
import { preferencesSchema } from '../../electron/contract/preferences.ts';
import { defaultSpec } from '../../electron/contract/presets.ts';
import { createEngineHost } from '../../electron/engine/host.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import type { Port } from '../../electron/lib/port.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { RpcClient } from '../../renderer/ipc/client.ts';
import { appEngine, docker } from '../harness/by-hand.ts';
import { agentObjects, inAgent, removeAgents } from './agent-workshop.ts';
import { testEndpoint } from './docker-endpoint.ts';

const root = join(import.meta.dirname, '../..');
const scope = new Scope();
let client: RpcClient;
beforeAll(async () => {
  const engine = appEngine(scope);
  scope.add(async () => {
    await removeAgents(engine);
    await docker('rm', '-f', 'bulkhead-gateway').catch(() => undefined);
    await docker('network', 'rm', 'bulkhead-egress').catch(() => undefined);
  });
  const dataPath = mkdtempSync(join(tmpdir(), 'bulkhead-host-'));
  scope.add(() => rmSync(dataPath, { recursive: true, force: true }));
  const host = createEngineHost({
    config: {
      endpoint: { ...testEndpoint(), source: 'settings' },
      assetsPath: join(root, 'assets'),
      gatewayPath: join(root, 'dist/gateway/gateway.cjs'),
      dataPath,
      version: '0.0.0-test',
      launched: false,
      preferences: preferencesSchema.parse({}),
    },
    logger: silentLogger,
    rememberEndpoint: () => undefined,
  });
  scope.add(() => host.dispose());
  const { port1, port2 } = new MessageChannel();
  const toPort = (port: typeof port1): Port => ({
    post: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  });
  scope.add(() => port1.close());
  client = new RpcClient(toPort(port2));
  const connected = new Promise<void>((resolve) => {
    client.on('engine.changed', (state) => {
      if (state.status === 'connected') resolve();
    });
  });
  host.connect(toPort(port1));
  if ((await client.call('engine.state', {})).status !== 'connected') await connected;
});
afterAll(() => scope.dispose());

/** Follows an operation as a window does: by its events. */
async function ended(operationId: string): Promise<Operation> {
  return await new Promise((resolve) => {
    const look = (operation: Operation) => {
      if (operation.id === operationId && operation.finishedAt !== undefined) resolve(operation);
    };
    client.on('operation.changed', look);
    void client.call('operation.list', {}).then((operations) => operations.forEach(look));
  });
}

it('takes an agent from the dialog to a running sandbox with its gateway, through recreation, to its end', async () => {
  const { name } = await client.call('agent.propose-name', {});
  const spec = { ...defaultSpec('shell', 'balanced'), name };
  expect((await client.call('agent.check', { spec })).dockerRun).toContain(`--name bulkhead-${name}`);
  const created = await ended((await client.call('agent.create', { spec })).operationId);
  expect(created).toMatchObject({ status: 'done' });
  const agentId = created.agentId ?? '';
  const list = async () => (await client.call('agent.list', {})).agents;
  await expect.poll(list).toMatchObject([{ id: agentId, name, status: 'running' }]);
  expect(await client.call('egress.state', { agentId })).toMatchObject({
    wanted: { mode: 'allowlist' },
    inForce: true,
  });

  const ask = 'curl -s -o /dev/null -w "%{http_code}" http://example.com/ || true';
  expect(await inAgent(name, ask)).toBe('403');

  const off = bareEgress('off');
  await client.call('egress.set', { agentId, egress: off });
  const change = { isolation: { readOnlyRoot: false } };
  const recreated = await ended((await client.call('agent.recreate', { agentId, change })).operationId);
  expect(recreated).toMatchObject({ status: 'done' });
  await expect
    .poll(list)
    .toMatchObject([{ id: agentId, name, status: 'running', spec: { isolation: change.isolation } }]);
  expect(await client.call('egress.state', { agentId })).toEqual({ wanted: off, inForce: true });
  expect(await inAgent(name, ask)).toBe('403');

  const copy = await ended(
    (await client.call('agent.duplicate', { agentId, name: `${name}-copy` })).operationId,
  );
  const copyId = copy.agentId ?? '';
  expect(await client.call('egress.state', { agentId: copyId })).toEqual({ wanted: off, inForce: true });
  await ended((await client.call('agent.remove', { agentId: copyId, deleteWorkspace: true })).operationId);
  expect(await client.call('egress.state', { agentId })).toEqual({ wanted: off, inForce: true });
  expect(await inAgent(name, ask)).toBe('403');

  const removed = await ended(
    (await client.call('agent.remove', { agentId, deleteWorkspace: true })).operationId,
  );
  expect(removed).toMatchObject({ status: 'done' });
  expect(await agentObjects(appEngine(scope), agentId)).toEqual([]);
});
