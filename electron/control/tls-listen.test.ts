import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { clientCertificate } from '../../test/harness/control/client-certificate.ts';
import { createTestTrust } from '../../test/harness/gateway/trust.ts';
import { Scope } from '../lib/scope.ts';
import { openApi } from './api.fixture.ts';
import { listenTcp } from './tcp-server.ts';

const trust = createTestTrust(['bulkhead.test']);
const strangers = createTestTrust(['bulkhead.test']);
const certified = (by: typeof trust) => {
  const { key, cert } = by.certificateFor('ci.test');
  return { key, cert: clientCertificate(cert, by.caKeyPem) };
};

let scope: Scope;
let api: Awaited<ReturnType<typeof openApi>>;
let port: number;
let authorization: string;
beforeEach(async () => {
  scope = new Scope();
  api = await openApi(scope);
  const tls = { ...trust.server, ca: trust.caPem };
  const listener = await listenTcp(api.server, { host: '0.0.0.0', port: 0 }, api.tokens, tls);
  scope.add(() => listener.close());
  port = listener.port;
  expect(listener.url).toBe(`https://bulkhead.test:${port}`);
  const { value } = await api.tokens.create({ name: 'ci', scope: 'read', roots: [], lifetimeMs: null });
  authorization = `Bearer ${value}`;
});
afterEach(() => scope.dispose());

/** Resolves to the status, or to undefined when the server ends the connection. */
function ask(
  client: { key?: string; cert?: string },
  headers: Record<string, string> = { authorization },
): Promise<number | undefined> {
  const host = `bulkhead.test:${port}`;
  const to = { host: '127.0.0.1', port, servername: 'bulkhead.test', ca: trust.caPem, agent: false } as const;
  return new Promise((resolve) => {
    const sent = request(
      { ...to, ...client, path: '/v1/agents', headers: { host, ...headers } },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      },
    );
    sent.on('error', () => resolve(undefined));
    sent.end();
  });
}

it('answers a client with a certificate of the authority and a token, and nobody with one of them', async () => {
  expect(await ask(certified(trust))).toBe(200);
  expect(await ask(certified(trust), {})).toBe(401);
  expect(await ask({})).toBeUndefined();
  expect(await ask(certified(strangers))).toBeUndefined();
  expect(await ask(trust.certificateFor('server.test'))).toBeUndefined();
  expect(api.recorded.map(({ status }) => status)).toEqual([401]);
});

it('answers by the names of its certificate alone', async () => {
  for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, 'bulkhead.test', 'evil.test'])
    expect([host, await ask(certified(trust), { authorization, host })]).toEqual([host, 421]);
});

it.each([
  ['certificate', 'tls-cert', { cert: 'none' }],
  ['key', 'tls-key', { key: 'none' }],
  ['key of another certificate', 'tls-key', { key: trust.certificateFor('x.test').key }],
])('refuses a %s that it cannot use', async (_, field, broken) => {
  const tls = { ...trust.server, ca: trust.caPem, ...broken };
  const listening = listenTcp(api.server, { host: '127.0.0.1', port: 0 }, api.tokens, tls);
  await expect(listening).rejects.toMatchObject({ error: { type: 'invalid-input', field } });
});

it('is a door that a verification tries', () => {
  expect((api.server.http.address() as AddressInfo).port).toBe(api.socketPort);
  expect(api.doors.listening).toContainEqual({ host: '0.0.0.0', port, tls: true });
});
