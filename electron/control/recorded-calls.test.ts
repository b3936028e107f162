import { afterEach, beforeEach, expect, it } from 'vitest';
import { Scope } from '../lib/scope.ts';
import { ask, openApi } from './api.fixture.ts';

/** Waits for a state, on a busy machine too. */
const poll = (read: () => unknown) => expect.poll(read, { timeout: 25_000 });

let scope: Scope;
let api: Awaited<ReturnType<typeof openApi>>;
beforeEach(async () => {
  scope = new Scope();
  api = await openApi(scope);
});
afterEach(() => scope.dispose());

const bearerOf = async (name: string) => {
  const { value } = await api.tokens.create({ name, scope: 'run', roots: [], lifetimeMs: null });
  return { authorization: `Bearer ${value}` };
};

it('records what changes something or reads what an agent wrote, with the token’s name', async () => {
  const ci = await bearerOf('ci');
  await ask(api.port, 'GET', '/v1/agents', ci);
  await ask(api.port, 'POST', '/v1/agents/one/start?x=secret', ci);
  await ask(api.port, 'POST', '/v1/agents/one/start', ci);
  await ask(api.socketPort, 'POST', '/v1/agents/one/start');
  await ask(api.socketPort, 'GET', '/v1/agents/one/logs');
  const start = { method: 'POST', route: '/v1/agents/{agent}/start' };
  const logs = { method: 'GET', route: '/v1/agents/{agent}/logs' };
  expect(api.recorded).toEqual([
    { ...start, caller: 'token:ci', status: 400 },
    { ...start, caller: 'token:ci', agent: 'one', status: 204 },
    { ...start, caller: 'socket', agent: 'one', status: 204 },
    { ...logs, caller: 'socket', agent: 'one', status: 200 },
  ]);
});

it('records refused calls by their route alone, so that nobody writes into the audit', async () => {
  const ci = await bearerOf('ci');
  await ask(api.port, 'GET', '/v1/agents', { authorization: 'Bearer wrong' });
  await ask(api.port, 'GET', '/made/up', ci);
  await ask(api.port, 'GET', '/v1/agents/made-up/logs', ci);
  await ask(api.port, 'DELETE', '/v1/agents/one', ci);
  expect(api.recorded).toEqual([
    { caller: 'unknown', method: 'GET', route: null, status: 401 },
    { caller: 'token:ci', method: 'GET', route: null, status: 404 },
    { caller: 'token:ci', method: 'GET', route: '/v1/agents/{agent}/logs', status: 404 },
    { caller: 'token:ci', method: 'DELETE', route: '/v1/agents/{agent}', status: 403 },
  ]);
});

it('records a stream when it begins', async () => {
  const ci = await bearerOf('ci');
  const followed = ask(api.port, 'GET', '/v1/agents/one/logs/events', ci);
  await poll(() => api.recorded).toMatchObject([{ status: 200, agent: 'one' }]);
  api.endLogs();
  expect((await followed).status).toBe(200);
  expect(api.recorded).toHaveLength(1);
});
