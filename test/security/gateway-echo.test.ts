import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect as connectTls } from 'node:tls';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCertificateAuthority } from '../../electron/gateway/certificate-authority.ts';
import {
  INTERNET,
  openHttp,
  openHttps,
  RawClient,
  TestGateway,
  type TestServer,
} from '../harness/gateway/gateway.ts';
import { createTestTrust } from '../harness/gateway/trust.ts';

/** Servers that return a credential, and agents that put a placeholder where it is not filled in. */
const VALUE = 'canary/value+of="a&key';
const PLACEHOLDER = 'placeholder-0123456789';
const trust = createTestTrust(['api.test']);
const authority = createCertificateAuthority(Date.now());
let gateway: TestGateway;
let servers: TestServer[];
let respond: (request: IncomingMessage, response: ServerResponse) => void;
let seen: IncomingMessage[];

beforeAll(async () => {
  gateway = new TestGateway();
  gateway.names.set('api.test', [INTERNET]);
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    seen.push(request);
    request.resume();
    request.once('end', () => respond(request, response));
  };
  servers = [await openHttps(trust.server, listener), await openHttp(listener)];
  await gateway.command({ type: 'set-ca', ...authority, extraRootsPem: trust.caPem });
  await gateway.command({ type: 'set-secret', secretId: 'id', value: VALUE });
  const places = [
    { kind: 'header' as const, name: 'X-Api-Key' },
    { kind: 'query' as const, name: 'key' },
    { kind: 'query' as const, name: 'token', header: 'X-Token' },
    { kind: 'basic' as const },
  ];
  const secret = { secretId: 'id', name: 'Key', placeholder: PLACEHOLDER, hosts: ['api.test'], places };
  const foreign = {
    ...secret,
    secretId: 'other',
    name: 'Foreign',
    placeholder: 'placeholder-of-other-host',
    hosts: ['other.test'],
  };
  await gateway.setPolicy({
    rules: [{ id: 'r', effect: 'allow', host: 'api.test', ports: servers.map(({ port }) => port) }],
    secrets: [secret, foreign],
  });
});

beforeEach(() => {
  seen = [];
  gateway.decisions.splice(0);
  respond = (_request, response) => response.end('ok');
});

afterAll(async () => {
  await gateway.close();
  for (const server of servers) await server.close();
});

async function ask(path: string, headers = '', body = '', method = 'GET'): Promise<string> {
  const raw = new RawClient(gateway.proxyPort());
  raw.send(`CONNECT api.test:${servers[0]?.port} HTTP/1.1\r\nHost: x\r\n\r\n`);
  await raw.until((text) => text.includes('\r\n\r\n'));
  const inner = connectTls({ socket: raw.socket, servername: 'api.test', ca: authority.certificatePem });
  await once(inner, 'secureConnect');
  const client = RawClient.over(inner);
  client.send(
    `${method} ${path} HTTP/1.1\r\nHost: api.test:${servers[0]?.port}\r\nConnection: close\r\n${headers}\r\n${body}`,
  );
  const text = await client.untilClosed();
  raw.close();
  return text;
}

const KEY = `X-Api-Key: ${PLACEHOLDER}\r\n`;
const WRITTEN = [
  VALUE,
  encodeURIComponent(VALUE),
  JSON.stringify(VALUE).slice(1, -1),
  Buffer.from(VALUE).toString('base64'),
];

function expectHidden(text: string): void {
  expect(text).toContain(PLACEHOLDER);
  for (const form of WRITTEN) expect(text).not.toContain(form);
}

describe('a credential that a server gives back', () => {
  it('in a redirect is a placeholder again', async () => {
    respond = (request, response) => {
      response.writeHead(302, {
        Location: `https://elsewhere.test${request.url}`,
        'X-Echo': VALUE,
        'Set-Cookie': `k=${VALUE}`,
      });
      response.end();
    };
    expectHidden(await ask(`/start?key=${PLACEHOLDER}`));
    expect(seen[0]?.url).toContain(encodeURIComponent(VALUE));
  });

  it.each([
    ['an error page', 'text/html', `<p>${VALUE}</p>`],
    ['JSON', 'application/json', JSON.stringify({ headers: { key: VALUE } })],
    ['an upload address', 'application/json', `{"url":"https://up.test/?key=${encodeURIComponent(VALUE)}"}`],
    ['base64', 'text/plain', Buffer.from(`user:${VALUE}`).toString('base64')],
    ['no type at all', '', VALUE],
  ])('in %s is a placeholder again', async (_where, type, body) => {
    respond = (_request, response) => {
      if (type !== '') response.setHeader('Content-Type', type);
      response.setHeader('Content-Length', Buffer.byteLength(body));
      response.end(body);
    };
    expectHidden(await ask('/', KEY));
  });

  it('in two chunks is a placeholder again, and what comes before does not wait', async () => {
    let go = (): void => undefined;
    respond = (_request, response) => {
      response.setHeader('Content-Type', 'text/event-stream');
      response.write(`data: first\n\ndata: ${VALUE.slice(0, 10)}`);
      go = () => response.end(`${VALUE.slice(10)}\n\n`);
    };
    const answer = ask('/', KEY);
    await gateway.eventually(() => gateway.decisions.find((record) => !record.final));
    go();
    expectHidden(await answer);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('in a body compressed by %s though nobody asked is a placeholder again', async (encoding, compress) => {
    respond = (_request, response) => {
      response.setHeader('Content-Encoding', encoding);
      response.end(compress(`{"key":"${VALUE}"}`));
    };
    const text = await ask('/', `${KEY}Accept-Encoding: gzip, br\r\n`);
    expectHidden(text);
    expect(text).not.toMatch(/content-encoding/i);
    expect(seen[0]?.headers['accept-encoding']).toBe('identity');
  });

  it('in a refused upgrade is a placeholder again', async () => {
    respond = (_request, response) => {
      response.writeHead(401, { 'X-Echo': VALUE });
      response.end(`no ${VALUE}`);
    };
    const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';
    expectHidden(await ask('/', KEY + upgrade));
  });

  it('leaves a picture, its length and other text alone', async () => {
    respond = (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'image/png', 'Content-Length': 5 });
      response.end('\x89PNG1');
    };
    expect(await ask('/', KEY)).toMatch(/Content-Length: 5\r\n/i);
  });
});

describe('a query key', () => {
  it('goes as a header where the service takes both', async () => {
    await ask(`/v1?a=1&token=${PLACEHOLDER}&b=2`);
    expect(seen[0]?.url).toBe('/v1?a=1&b=2');
    expect(seen[0]?.headers['x-token']).toBe(VALUE);
    expect(await gateway.decision(() => true)).toMatchObject({ secretNames: ['Key'] });
  });
});

describe('a placeholder where it is not filled in', () => {
  const other = 'placeholder-of-other-host';

  it.each([
    ['another header', '/', `Authorization: Bearer ${PLACEHOLDER}\r\n`, '', 'Key'],
    ['a cookie', '/', `Cookie: a=${PLACEHOLDER}\r\n`, '', 'Key'],
    ['the path', `/${PLACEHOLDER}`, '', '', 'Key'],
    ['an encoded query', `/?q=${PLACEHOLDER.replace('p', '%70')}`, '', '', 'Key'],
    ['a body', '/', 'Content-Length: 33\r\n', `{"key": "${PLACEHOLDER}"}`, 'Key'],
    ['another host', '/', `X-Api-Key: ${other}\r\n`, '', 'Foreign'],
    [
      'basic authentication for another host',
      '/',
      `Authorization: Basic ${Buffer.from(`x:${other}`).toString('base64')}\r\n`,
      '',
      'Foreign',
    ],
  ])('in %s is on record', async (_where, path, headers, body, name) => {
    expect(await ask(path, headers, body, body === '' ? 'GET' : 'POST')).toMatch(/^HTTP\/1.1 200/);
    expect(await gateway.decision(() => true)).toMatchObject({ unfilledSecretNames: [name] });
  });

  it('in plain HTTP is on record', async () => {
    const raw = new RawClient(gateway.proxyPort());
    const to = `api.test:${servers[1]?.port}`;
    raw.send(`GET http://${to}/ HTTP/1.1\r\nHost: ${to}\r\n${KEY}\r\n`);
    await raw.until((text) => text.includes('ok'));
    raw.close();
    const record = await gateway.decision(() => true);
    expect(record).toMatchObject({ unfilledSecretNames: ['Key'] });
    expect(record).not.toHaveProperty('secretNames');
  });

  it('is not on record when it was filled in', async () => {
    await ask('/', KEY);
    expect(await gateway.decision(() => true)).not.toHaveProperty('unfilledSecretNames');
  });
});
