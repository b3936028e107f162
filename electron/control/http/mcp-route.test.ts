import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Scope as TokenScope } from '../../contract/token.ts';
import { Scope } from '../../lib/scope.ts';
import { ask, openApi } from '../api.fixture.ts';

let scope: Scope;
let api: Awaited<ReturnType<typeof openApi>>;
beforeEach(async () => {
  scope = new Scope();
  api = await openApi(scope);
});
afterEach(() => scope.dispose());

async function tokenOf(name: string, tokenScope: TokenScope): Promise<string> {
  return (await api.tokens.create({ name, scope: tokenScope, roots: [], lifetimeMs: null })).value;
}

async function connect(token: string): Promise<Client> {
  const transport = new StreamableHTTPClientTransport(new URL(`http://localhost:${api.port}/mcp`), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  });
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transport);
  scope.add(() => client.close());
  return client;
}

const json = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
const listing = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });
const post = (headers: Readonly<Record<string, string>>) => ask(api.port, 'POST', '/mcp', headers, listing);

it('serves the SDK’s own client with a token, as a client of its own', async () => {
  const client = await connect(await tokenOf('ci', 'manage'));
  const listed = await client.callTool({ name: 'list_agents', arguments: {} });
  // The one agent of the host belongs to somebody else.
  expect(listed.content).toEqual([{ type: 'text', text: expect.stringContaining('"agents":[]') }]);
  const { resourceTemplates } = await client.listResourceTemplates();
  expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
    'bulkhead://agents/{agent}/logs',
    'bulkhead://agents/{agent}/changes',
  ]);
  expect(api.recorded).toContainEqual({ caller: 'token:ci', method: 'POST', route: '/mcp', status: 200 });
  expect(api.recorded).toContainEqual({
    caller: 'token:ci',
    method: 'MCP',
    route: 'list_agents',
    status: 200,
  });
});

it('holds a token to its scope', async () => {
  const client = await connect(await tokenOf('reader', 'read'));
  const answer = await client.callTool({ name: 'remove_agent', arguments: { agent: 'one' } });
  expect(answer).toMatchObject({
    isError: true,
    content: [{ text: expect.stringMatching(/^not-allowed: .*scope/) }],
  });
  expect(api.recorded).toContainEqual({
    caller: 'token:reader',
    method: 'MCP',
    route: 'remove_agent',
    status: 403,
  });
});

it('refuses callers without a token, with a wrong one, from a page, and under another name', async () => {
  const bearer = { authorization: `Bearer ${await tokenOf('ci', 'read')}` };
  expect((await post({ ...json, ...bearer })).status).toBe(200);
  expect((await post(json)).status).toBe(401);
  expect((await post({ ...json, authorization: 'Bearer bulkhead_wrong' })).status).toBe(401);
  expect((await post({ ...json, ...bearer, origin: 'http://localhost' })).status).toBe(403);
  expect((await post({ ...json, ...bearer, host: 'rebind.test' })).status).toBe(421);
  expect((await post({ ...bearer, 'content-type': 'text/plain' })).status).toBe(415);
  expect((await ask(api.port, 'GET', '/mcp', bearer)).status).toBe(405);
});
