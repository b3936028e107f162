import { mkdirSync, symlinkSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hostFolder } from '../contract/agent-spec.ts';
import { defaultSpec } from '../contract/presets.ts';
import type { Scope as TokenScope } from '../contract/token.ts';
import { Scope } from '../lib/scope.ts';
import { ask, openApi } from './api.fixture.ts';

let scope: Scope;
let api: Awaited<ReturnType<typeof openApi>>;
beforeEach(async () => {
  scope = new Scope();
  api = await openApi(scope);
});
afterEach(() => scope.dispose());

async function token(granted: TokenScope, roots: string[] = [], lifetimeMs: number | null = null) {
  const { value } = await api.tokens.create({ name: granted, scope: granted, roots, lifetimeMs });
  return { authorization: `Bearer ${value}` };
}
const json = { 'content-type': 'application/json' };
const spec = { ...defaultSpec('shell', 'balanced'), name: 'new' };
const create = (headers: Record<string, string>, change: object = {}) =>
  ask(
    api.port,
    'POST',
    '/v1/agents',
    { ...json, ...headers },
    JSON.stringify({ spec: { ...spec, ...change } }),
  );

describe('over TCP', () => {
  it('lets a token in, and nothing else', async () => {
    const valid = await token('read');
    expect((await ask(api.port, 'GET', '/v1/agents', valid)).status).toBe(200);
    for (const headers of [
      {},
      { authorization: 'Bearer ' },
      { authorization: 'Bearer bulkhead_wrong' },
      { authorization: `Basic ${valid.authorization.slice(7)}` },
      { authorization: `${valid.authorization}x` },
      { cookie: valid.authorization },
    ]) {
      const answer = await ask(api.port, 'GET', '/v1/agents', headers);
      expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Bearer realm="bulkhead"']);
    }
    expect((await ask(api.port, 'GET', `/v1/agents?token=${valid.authorization.slice(7)}`)).status).toBe(401);
  });

  it('refuses a token once it has expired, and once it is revoked', async () => {
    const short = await token('read', [], 1_000);
    const long = await token('run');
    api.clock.advance(1_001);
    expect((await ask(api.port, 'GET', '/v1/agents', short)).status).toBe(401);
    expect((await ask(api.port, 'GET', '/v1/agents', long)).status).toBe(200);
    await api.tokens.revoke('run');
    expect((await ask(api.port, 'GET', '/v1/agents', long)).status).toBe(401);
  });

  it('keeps no token on disk, but when it was used', async () => {
    const { authorization } = await token('read');
    api.clock.advance(5_000);
    await ask(api.port, 'GET', '/v1/agents', { authorization });
    const folder = join(api.folder, 'tokens');
    for (const file of await readdir(folder))
      expect(await readFile(join(folder, file), 'utf8')).not.toContain(authorization.slice(16));
    expect(await api.tokens.list()).toMatchObject([{ name: 'read', lastUsedAt: 5_000 }]);
  });

  it('gives each scope what it says', async () => {
    const [read, run, manage] = [await token('read'), await token('run'), await token('manage')];
    const start = async (headers: Record<string, string>) =>
      (await ask(api.port, 'POST', '/v1/agents/one/start', headers)).status;
    expect([await start(read), await start(run), await start(manage)]).toEqual([403, 204, 204]);
    expect([(await create(read)).status, (await create(run)).status, (await create(manage)).status]).toEqual([
      403, 403, 202,
    ]);
    const apply = await ask(api.port, 'POST', '/v1/agents/one/changes/apply', { ...manage, ...json }, '{}');
    expect(apply.status).toBe(403);
    expect(api.called).toEqual(['agent.start', 'agent.start', 'agent.create']);
  });

  it('does not speak the windows’ contract', async () => {
    const socket = connect(api.port, '127.0.0.1');
    const headers = `Host: localhost:${api.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`;
    socket.write(`GET /v1/rpc HTTP/1.1\r\n${headers}\r\n`);
    const text = await new Promise<string>((resolve) =>
      socket.on('data', (data) => resolve(data.toString())),
    );
    expect(text).toMatch(/^HTTP\/1.1 401 /);
    socket.destroy();
  });

  it('gives no credential, and no folder outside of the token’s roots', async () => {
    const root = join(api.folder, 'root');
    mkdirSync(join(root, 'project'), { recursive: true });
    mkdirSync(join(api.folder, 'root-other'));
    symlinkSync(api.folder, join(root, 'link'));
    const manage = await token('manage', [root]);
    const folder = async (path: string) => (await create(manage, { workspace: hostFolder(path) })).status;
    expect(await folder(join(root, 'project'))).toBe(202);
    for (const path of [
      '/',
      '/etc',
      api.folder,
      join(api.folder, 'root-other'),
      join(root, 'link'),
      join(root, '..'),
    ])
      expect([path, await folder(path)]).toEqual([path, 422]);
    const extra = hostFolder(join(root, 'project'), { folders: [{ path: '/etc', readOnly: true }] });
    expect((await create(manage, { workspace: extra })).status).toBe(422);
    const copy = { kind: 'copy', source: { kind: 'repository', url: `file://${api.folder}`, ref: '' } };
    expect((await create(manage, { workspace: copy })).status).toBe(422);
    const secrets = [{ secretId: 'a'.repeat(24), delivery: 'environment' }];
    expect((await create(manage, { secrets })).status).toBe(400);
    expect(api.called).toEqual(['agent.create']);
  });
});

describe.each(['port', 'socketPort'] as const)('on the %s', (door) => {
  const authHeaders = async (): Promise<Record<string, string>> => await token('manage');

  it.each([
    ['a foreign host', 421, { host: 'evil.example' }],
    ['a host without its port', 421, { host: '127.0.0.2:80' }],
    ['a page’s origin', 403, { origin: 'http://localhost' }],
    ['a null origin', 403, { origin: 'null' }],
    ['a browser’s request without an origin', 403, { 'sec-fetch-site': 'cross-site' }],
    ['a form', 415, { 'content-type': 'application/x-www-form-urlencoded' }],
    ['text that a page may send', 415, { 'content-type': 'text/plain' }],
    ['JSON in another encoding', 415, { 'content-type': 'application/json; charset=utf-16' }],
    ['a compressed body', 415, { ...json, 'content-encoding': 'gzip' }],
  ])('refuses %s', async (_, status, headers) => {
    const requestHeaders = { ...json, ...(await authHeaders()), ...headers };
    const answer = await ask(api[door], 'POST', '/v1/agents', requestHeaders, JSON.stringify({ spec }));
    expect([answer.status, answer.headers['content-type']]).toEqual([status, 'application/problem+json']);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(api.called).toEqual([]);
  });

  it('answers no preflight', async () => {
    const headers = { ...(await authHeaders()), 'access-control-request-method': 'POST' };
    const answer = await ask(api[door], 'OPTIONS', '/v1/agents', headers);
    expect(answer.status).toBe(405);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('refuses a body of 4 GB at its head', async () => {
    const socket = connect(api[door], '127.0.0.1');
    const { authorization } = await authHeaders();
    const head = `Host: localhost:${api[door]}\r\nContent-Type: application/json\r\nAuthorization: ${authorization}\r\n`;
    socket.write(`POST /v1/agents HTTP/1.1\r\n${head}Content-Length: 4294967296\r\n\r\n{`);
    const text = await new Promise<string>((resolve) =>
      socket.on('data', (data) => resolve(data.toString())),
    );
    expect(text).toMatch(/^HTTP\/1.1 413 /);
    await new Promise((resolve) => socket.resume().on('close', resolve));
  });

  it('refuses fields that it does not know, wherever they are', async () => {
    const headers = { ...json, ...(await authHeaders()) };
    const change = { isolation: { ...spec.isolation, privileged: true } };
    const answer = await ask(
      api[door],
      'POST',
      '/v1/agents',
      headers,
      JSON.stringify({ spec: { ...spec, ...change } }),
    );
    expect(JSON.parse(answer.text)).toMatchObject({ status: 400, field: 'spec.isolation.privileged' });
    expect(api.called).toEqual([]);
  });

  it('says what is not there, and which methods are', async () => {
    const headers = await authHeaders();
    expect((await ask(api[door], 'GET', '/v2', headers)).status).toBe(404);
    const response = await ask(api[door], 'PUT', '/v1/agents/one', headers);
    expect([response.status, response.headers.allow]).toEqual([405, 'GET, PATCH, DELETE']);
  });
});
