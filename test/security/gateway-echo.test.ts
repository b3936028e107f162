import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  credentialGateway,
  expectHidden,
  KEY,
  PLACEHOLDER,
  VALUE,
} from '../harness/gateway/credential-gateway.ts';
import { RawClient } from '../harness/gateway/gateway.ts';

/** Servers that return a credential, and agents that put a placeholder where it is not filled in. */
const { servers, seen, gateway, plainPort, ask } = credentialGateway();

describe('a credential that a server gives back', () => {
  it('in a redirect is a placeholder again', async () => {
    servers.respond = (request, response) => {
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
    servers.respond = (_request, response) => {
      if (type !== '') response.setHeader('Content-Type', type);
      response.setHeader('Content-Length', Buffer.byteLength(body));
      response.end(body);
    };
    expectHidden(await ask('/', KEY));
  });

  it('in two chunks is a placeholder again, and what comes before does not wait', async () => {
    let go = (): void => undefined;
    servers.respond = (_request, response) => {
      response.setHeader('Content-Type', 'text/event-stream');
      response.write(`data: first\n\ndata: ${VALUE.slice(0, 10)}`);
      go = () => response.end(`${VALUE.slice(10)}\n\n`);
    };
    const answer = ask('/', KEY);
    await gateway().eventually(() => gateway().decisions.find((record) => !record.final));
    go();
    expectHidden(await answer);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('in a body compressed by %s though nobody asked is a placeholder again', async (encoding, compress) => {
    servers.respond = (_request, response) => {
      response.setHeader('Content-Encoding', encoding);
      response.end(compress(`{"key":"${VALUE}"}`));
    };
    const text = await ask('/', `${KEY}Accept-Encoding: gzip, br\r\n`);
    expectHidden(text);
    expect(text).not.toMatch(/content-encoding/i);
    expect(seen[0]?.headers['accept-encoding']).toBe('identity');
  });

  it('in a refused upgrade is a placeholder again', async () => {
    servers.upgrade = (_request, socket) => {
      const page = `no ${VALUE}`;
      const head = `HTTP/1.1 401 Unauthorized\r\nX-Echo: ${VALUE}\r\nContent-Length: ${page.length}`;
      socket.end(`${head}\r\n\r\n${page}`);
    };
    const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';
    expectHidden(await ask('/', KEY + upgrade));
  });

  it('leaves a picture, its length and other text alone', async () => {
    servers.respond = (_request, response) => {
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
    expect(await gateway().decision(() => true)).toMatchObject({ secretNames: ['Key'] });
  });
});

describe('a placeholder where it is not filled in', () => {
  const other = 'placeholder-of-other-host';
  const inBase64 = (placeholder: string) => Buffer.from(`u:${placeholder}`).toString('base64');

  it.each([
    ['another header', '/', `Authorization: Bearer ${PLACEHOLDER}\r\n`, '', 'Key'],
    ['a cookie', '/', `Cookie: a=${PLACEHOLDER}\r\n`, '', 'Key'],
    ['the path', `/${PLACEHOLDER}`, '', '', 'Key'],
    ['an encoded query', `/?q=${PLACEHOLDER.replace('p', '%70')}`, '', '', 'Key'],
    ['a body', '/', 'Content-Length: 33\r\n', `{"key": "${PLACEHOLDER}"}`, 'Key'],
    ['base64 in a body', '/', 'Content-Length: 43\r\n', `{"auth":"${inBase64(PLACEHOLDER)}"}`, 'Key'],
    ['base64 in another header', '/', `X-Registry-Auth: ${inBase64(PLACEHOLDER)}\r\n`, '', 'Key'],
    ['an encoded cookie', '/', `Cookie: a=${PLACEHOLDER.replace('p', '%70')}\r\n`, '', 'Key'],
    ['the name of a header', '/', `X-${PLACEHOLDER}: 1\r\n`, '', 'Key'],
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
    expect(await gateway().decision(() => true)).toMatchObject({ unfilledSecretNames: [name] });
  });

  it('in plain HTTP is on record', async () => {
    const raw = new RawClient(gateway().proxyPort());
    const to = `api.test:${plainPort()}`;
    raw.send(`GET http://${to}/ HTTP/1.1\r\nHost: ${to}\r\n${KEY}\r\n`);
    await raw.until((text) => text.includes('ok'));
    raw.close();
    const record = await gateway().decision(() => true);
    expect(record).toMatchObject({ unfilledSecretNames: ['Key'] });
    expect(record).not.toHaveProperty('secretNames');
  });

  it('is not on record when it was filled in', async () => {
    await ask('/', KEY);
    expect(await gateway().decision(() => true)).not.toHaveProperty('unfilledSecretNames');
  });
});
