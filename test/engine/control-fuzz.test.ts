import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Scope } from '../../electron/lib/scope.ts';
import { busyboxSpec, removeAgentsAndGateway } from '../harness/agents/provisioning.ts';
import { operationsOf, requestsTo } from '../harness/control/api-requests.ts';
import { curl } from '../harness/control/curl.ts';
import { generateClient, loadClient } from '../harness/control/generated-client.ts';
import { sendRequest } from '../harness/control/send-request.ts';
import { connectTo, dataFolder, ended, startProgram, startServe } from '../harness/control/serve.ts';
import { appEngine } from '../harness/engine/docker-cli.ts';
import '../harness/property-setup.ts';

const document = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/openapi.json'), 'utf8'));
/** What would fetch images of other names, or take seconds on every engine. */
const LEFT_OUT = ['pullImage', 'buildImage', 'verifyAgent', 'getDiskUsage'];

const scope = new Scope();
let dataPath: string;
let baseUrl: string;
let token: string;
beforeAll(async () => {
  const engine = appEngine(scope);
  scope.add(() => removeAgentsAndGateway(engine));
  dataPath = dataFolder(scope);
  const create = ['token', 'create', 'fuzz', '--scope', 'manage'];
  token = (await ended(startProgram(scope, dataPath, create))).out.trim();
  await startServe(scope, dataPath, {}, ['--listen', '0'], (text) => {
    baseUrl = /http:\/\/localhost:\d+/.exec(text)?.[0] ?? '';
  });
  await connectTo(scope, dataPath);
});
afterAll(() => scope.dispose());

it('works with a client that a generator made', async () => {
  const client = await loadClient(await generateClient(scope), { baseUrl, token });
  const created = await client.createAgent?.({ spec: busyboxSpec('one') });
  expect(created).toMatchObject({ status: 202, data: { operationId: expect.any(String) } });
  const operationId = (created?.data as { operationId?: string } | undefined)?.operationId;
  const operation = async () => (await client.getOperation?.(operationId))?.data;
  await expect.poll(operation).toMatchObject({ status: 'done' });
  expect(await client.execInAgent?.('one', { command: ['echo', 'hello'] })).toMatchObject({
    status: 200,
    data: { exitCode: 0, stdout: 'hello\n' },
  });
  expect(await client.execInAgent?.('none', { command: ['true'] })).toMatchObject({
    status: 404,
    data: { error: 'not-found' },
  });
});

it('answers whatever is sent, and changes nothing that it refuses', async () => {
  const port = Number(new URL(baseUrl).port);
  const authorization = { authorization: `Bearer ${token}` };
  const agents = async () => (await curl(dataPath, 'http://localhost/v1/agents')).text;
  for (const operation of operationsOf(document)) {
    if (LEFT_OUT.includes(operation.id)) continue;
    for (const request of fc.sample(requestsTo(document, operation), 4)) {
      const before = operation.method === 'GET' ? '' : await agents();
      const answer = await sendRequest({ port }, request, authorization);
      const seen = `${operation.method} ${request.path} ${request.body?.slice(0, 500)}: ${answer.text.slice(0, 300)}`;
      expect(answer.status, seen).toBeLessThan(500);
      if (answer.status < 400 || operation.method === 'GET') continue;
      expect(await agents(), seen).toBe(before);
    }
  }
});
