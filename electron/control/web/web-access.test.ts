import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import { RPC_PATH, RPC_PROTOCOL } from '../../contract/rpc-protocol.ts';
import { KEY_PROTOCOL_PREFIX } from '../../contract/web.ts';
import { Consents } from '../../engine/consent/consents.ts';
import { SaveTokens } from '../../engine/files/save-tokens.ts';
import { noAdministration } from '../../engine/secrets/no-secrets.ts';
import { createCertificateAuthority, issueLeaf, loadAuthority } from '../../gateway/certificate-authority.ts';
import { systemClock } from '../../lib/clock.ts';
import { silentLogger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import { SettingsStore } from '../../settings/settings-store.ts';
import { ask } from '../api.fixture.ts';
import { openWebAccess, type WebAccess, type WebAccessOptions } from './web-access.ts';

let scope: Scope;
let dataPath: string;
beforeEach(() => {
  scope = new Scope();
  dataPath = mkdtempSync(join(tmpdir(), 'bulkhead-web-'));
  scope.add(() => rmSync(dataPath, { recursive: true }));
  mkdirSync(join(dataPath, 'page'));
  writeFileSync(join(dataPath, 'page/sign-in.html'), '<!doctype html>');
});
afterEach(() => scope.dispose());

async function open(options: Partial<Pick<WebAccessOptions, 'tls' | 'address'>> = {}): Promise<WebAccess> {
  const access = await openWebAccess({
    address: { host: '127.0.0.1', port: 0 },
    host: { connect: (port) => port.close() },
    pagePath: join(dataPath, 'page'),
    dataPath,
    version: '1.2.3',
    settings: new SettingsStore(dataPath),
    saveTokens: new SaveTokens(systemClock),
    secrets: noAdministration,
    secretsChanged: () => () => undefined,
    consent: new Consents({ asksPrograms: false }),
    record: () => undefined,
    logger: silentLogger,
    ...options,
  });
  scope.add(() => access.close());
  return access;
}

/** A certificate for `box.test` and its key. */
function certificate() {
  const now = Date.now();
  const loaded = loadAuthority(createCertificateAuthority(now), now);
  if (!loaded.ok) throw new Error(loaded.message);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    ca: loaded.authority.certificatePem,
    cert: issueLeaf(loaded.authority, 'box.test', privateKey, now).certificatePem,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** Uses a sign-in link up over TLS. */
async function signIn(
  link: URL,
  { ca, to, headers }: { ca: string; to: string; headers: { host: string; origin: string } },
): Promise<{ answer: IncomingMessage; text: string }> {
  return await new Promise((resolve, reject) => {
    const place = { host: to, servername: 'box.test', port: link.port, path: '/sign-in' };
    const all = { ...headers, 'content-type': 'application/json' };
    request({ ...place, method: 'POST', headers: all, ca, agent: false }, (answer) => {
      textOf(answer).then((text) => resolve({ answer, text }), reject);
    })
      .on('error', reject)
      .end(JSON.stringify({ link: link.hash.slice(1) }));
  });
}

/** Resolves to `open`, or to the status of a refused WebSocket. */
async function webSocket(url: URL, options: ClientOptions, protocols: string[]): Promise<'open' | number> {
  return await new Promise((resolve, reject) => {
    // The types of ws lack what it passes on to TLS.
    const all = { ...options, servername: 'box.test' };
    const socket = new WebSocket(url, protocols, all);
    socket.on('open', () => resolve('open'));
    socket.on('close', () => socket.terminate());
    socket.on('unexpected-response', (_request, answer) => resolve(answer.resume().statusCode ?? 0));
    socket.on('error', reject);
  });
}

/** An address of this machine that others reach; the loopback where it has no other. */
function ownAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}

it('signs in and carries the window’s connection over TLS, at an address that others reach', async () => {
  const { ca, ...tls } = certificate();
  const access = await open({ tls, address: { host: '0.0.0.0', port: 0 } });
  const link = new URL(access.createLink().url);
  const to = ownAddress();
  const headers = { host: link.host, origin: link.origin };
  const { answer, text } = await signIn(link, { ca, to, headers });
  const [setCookie = ''] = answer.headers['set-cookie'] ?? [];
  expect(setCookie).toMatch(/; HttpOnly; SameSite=Strict; Secure$/);
  const cookie = setCookie.split(';')[0] ?? '';
  const key = `${KEY_PROTOCOL_PREFIX}${(JSON.parse(text) as { key: string }).key}`;
  const url = new URL(`wss://${to}:${link.port}${RPC_PATH}`);
  const connect = (sent: object, protocols: string[]) =>
    webSocket(url, { ca, headers: { ...headers, ...sent } }, [RPC_PROTOCOL, ...protocols]);
  expect(await connect({ cookie }, [key])).toBe('open');
  expect(await connect({ cookie }, [])).toBe(401);
  expect(await connect({}, [key])).toBe(401);
  expect(await connect({ cookie, origin: 'https://evil.test' }, [key])).toBe(403);
  expect(await connect({ cookie, host: `${to}:${link.port}` }, [key])).toBe(421);
  await expect(webSocket(url, { headers }, [RPC_PROTOCOL])).rejects.toThrow(/certificate/);
});

it('is at the names of the certificate alone, with a cookie for TLS alone', async () => {
  const { ca, ...tls } = certificate();
  const access = await open({ tls });
  const link = new URL(access.createLink().url);
  expect([link.protocol, link.hostname, link.pathname]).toEqual(['https:', 'box.test', '/sign-in']);
  const post = async (host: string, origin: string) =>
    (await signIn(link, { ca, to: '127.0.0.1', headers: { host, origin } })).answer;
  expect((await post(`localhost:${link.port}`, `https://localhost:${link.port}`)).statusCode).toBe(421);
  expect((await post(link.host, `http://${link.host}`)).statusCode).toBe(403);
  const { statusCode, headers } = await post(link.host, link.origin);
  expect(statusCode).toBe(200);
  expect(headers['set-cookie']?.[0]).toMatch(/^__Host-bulkhead=.*; Secure$/);
  await expect(ask(Number(link.port), 'GET', '/sign-in')).rejects.toThrow();
});

it('refuses a key of another certificate, and a taken port, before anything listens', async () => {
  const tls = { cert: certificate().cert, key: certificate().key };
  await expect(open({ tls })).rejects.toMatchObject({ error: { field: 'tls-key' } });
  await expect(open({ tls: { ...tls, key: 'x' } })).rejects.toMatchObject({ error: { field: 'tls-key' } });
  const port = Number(new URL((await open()).url).port);
  await expect(open({ address: { host: '127.0.0.1', port } })).rejects.toMatchObject({
    error: { type: 'conflict', field: 'web-listen' },
  });
});

it('answers nobody once it is closed', async () => {
  const access = await open();
  const port = Number(new URL(access.url).port);
  expect((await ask(port, 'GET', '/sign-in')).status).toBe(200);
  await access.close();
  await expect(ask(port, 'GET', '/sign-in')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
