import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { DEAD, exchange, INTERNET, openTcp } from '../../test/harness/gateway/gateway.ts';
import { get, plainGateway } from '../../test/harness/gateway/plain-gateway.ts';

const { gateway, serve, allowed, client } = plainGateway();

describe('a plain request', () => {
  it('goes to the host under its own name, without the proxy’s headers, and is on record without its query', async () => {
    const seen: IncomingMessage[] = [];
    const port = await allowed((request, response) => {
      seen.push(request);
      response.setHeader('X-Answer', 'yes');
      response.end('hello');
    });
    const extra =
      'Proxy-Authorization: Basic eA==\r\nProxy-Connection: keep-alive\r\nConnection: X-Private\r\nX-Private: 1\r\nX-Kept: 2\r\n';
    const text = await exchange(gateway().proxyPort(), get(port, '/a/b?token=canary', extra));
    expect(text).toMatch(/^HTTP\/1.1 200 OK\r\n[\s\S]*X-Answer: yes[\s\S]*hello$/);
    expect(seen[0]?.url).toBe('/a/b?token=canary');
    expect(seen[0]?.headers).toMatchObject({ host: `allowed.test:${port}`, 'x-kept': '2' });
    for (const name of ['proxy-authorization', 'proxy-connection', 'x-private', 'via'])
      expect(seen[0]?.headers).not.toHaveProperty(name);
    const record = await gateway().decision(() => true);
    expect(record).toMatchObject({
      kind: 'http',
      method: 'GET',
      path: '/a/b',
      status: 200,
      bytesDown: 5,
      verdict: 'allowed',
      ruleId: 'r',
    });
    expect(JSON.stringify(gateway().decisions)).not.toContain('canary');
  });

  it.each([
    ['Content-Length: 5\r\n', 'hello', '5', undefined],
    ['Transfer-Encoding: chunked\r\n', '2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n', undefined, 'chunked'],
  ])('passes a body on under the framing it came with (%#)', async (framing, body, length, encoding) => {
    let headers: IncomingMessage['headers'] = {};
    const port = await allowed((request, response) => {
      headers = request.headers;
      let body = '';
      request.on('data', (chunk) => {
        body += String(chunk);
      });
      request.on('end', () => response.end(body));
    });
    const text = await exchange(gateway().proxyPort(), get(port, '/', framing).replace('GET', 'POST') + body);
    expect(text).toContain('hello');
    expect(headers['content-length']).toBe(length);
    expect(headers['transfer-encoding']).toBe(encoding);
    expect(await gateway().decision(() => true)).toMatchObject({ bytesUp: 5 });
  });

  it('keeps the connections of agent and server open between requests', async () => {
    const sockets = new Set<unknown>();
    const port = await allowed((request, response) => {
      sockets.add(request.socket);
      response.end(request.url);
    });
    const raw = client();
    for (const path of ['/1', '/2', '/3']) {
      raw.send(get(port, path));
      await raw.until((text) => text.endsWith(path));
    }
    expect(sockets.size).toBe(1);
    expect(gateway().lookUps).toBe(1);
  });

  it('passes on each event of an event stream as it comes', async () => {
    let stream: ServerResponse | undefined;
    const port = await allowed((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.flushHeaders();
      stream = response;
    });
    const raw = client();
    raw.send(get(port));
    await raw.until((text) => text.includes('\r\n\r\n'));
    for (const event of ['one', 'two']) {
      stream?.write(`data: ${event}\n\n`);
      await raw.until((text) => text.includes(`data: ${event}`));
    }
    expect(
      await gateway().eventually(() => gateway().decisions.find((record) => !record.final)),
    ).toMatchObject({
      status: 200,
    });
    expect(await gateway().setPolicy({ mode: 'off' })).toMatchObject({ closed: 1 });
    await raw.untilClosed();
  });

  it('is refused with the reason when no rule allows it', async () => {
    await allowed((_request, response) => response.end());
    const text = await exchange(
      gateway().proxyPort(),
      'GET http://blocked.test/x HTTP/1.1\r\nHost: blocked.test\r\n\r\n',
    );
    expect(text).toMatch(/^HTTP\/1.1 403 Forbidden[\s\S]*Host: blocked.test:80[\s\S]*no-rule/);
    expect(await gateway().decision(() => true)).toMatchObject({
      verdict: 'blocked',
      reason: 'no-rule',
      host: 'blocked.test',
      path: '/x',
    });
  });

  it('is decided by method and path', async () => {
    const port = await allowed((_request, response) => response.end('ok'), {
      methods: ['GET'],
      paths: ['/v1'],
    });
    expect(await exchange(gateway().proxyPort(), get(port, '/v1/x'))).toMatch(/200/);
    expect(await exchange(gateway().proxyPort(), get(port, '/v2'))).toMatch(/403[\s\S]*path-not-allowed/);
    expect(await exchange(gateway().proxyPort(), get(port, '/v1/../v2'))).toMatch(
      /403[\s\S]*path-not-allowed/,
    );
    expect(await exchange(gateway().proxyPort(), get(port, '/v1').replace('GET', 'DELETE'))).toMatch(
      /403[\s\S]*method-not-allowed/,
    );
  });

  it('goes to the next address of the host when one does not answer', async () => {
    gateway().names.set('allowed.test', [DEAD, INTERNET]);
    const port = await allowed((_request, response) => response.end('alive'));
    for (let round = 0; round < 2; round += 1)
      expect(await exchange(gateway().proxyPort(), get(port))).toMatch(/^HTTP\/1.1 200[\s\S]*alive$/);
    gateway().names.set('spoilt.test', [INTERNET, '10.0.0.1']);
    await gateway().setPolicy({ mode: 'full' });
    const changed = `GET http://spoilt.test:${port}/ HTTP/1.1\r\nHost: spoilt.test:${port}\r\n\r\n`;
    expect(await exchange(gateway().proxyPort(), changed)).toMatch(/403[\s\S]*forbidden-address/);
    gateway().names.set('dead.test', [DEAD, DEAD]);
    const deadPort = changed.replaceAll('spoilt', 'dead');
    expect(await exchange(gateway().proxyPort(), deadPort)).toMatch(/^HTTP\/1.1 502[\s\S]*unreachable/);
  });

  it('is tried again when the server has closed a kept connection meanwhile', async () => {
    let connections = 0;
    const port = await serve(
      openTcp((socket) => {
        connections += 1;
        socket.once('data', () => {
          socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
          socket.once('data', () => socket.resetAndDestroy());
        });
      }),
    );
    await gateway().setPolicy({ rules: [{ id: 'r', effect: 'allow', host: 'allowed.test', ports: [port] }] });
    for (let round = 0; round < 2; round += 1)
      expect(await exchange(gateway().proxyPort(), get(port))).toMatch(/200[\s\S]*ok$/);
    expect(connections).toBe(2);
  });

  it('says when the server fails half-way', async () => {
    const port = await serve(
      openTcp((socket) => {
        socket.once('data', () => {
          socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart');
          setImmediate(() => socket.resetAndDestroy());
        });
      }),
    );
    await gateway().setPolicy({ rules: [{ id: 'r', effect: 'allow', host: 'allowed.test', ports: [port] }] });
    const raw = client();
    raw.send(get(port));
    await raw.untilClosed();
    expect(await gateway().decision(() => true)).toMatchObject({ error: 'reset', status: 200 });
  });

  it('needs the absolute form, with a Host header that agrees', async () => {
    const port = await allowed((_request, response) => response.end('ok'));
    const send = async (text: string) => await exchange(gateway().proxyPort(), text);
    expect(await send('GET / HTTP/1.1\r\nHost: allowed.test\r\n\r\n')).toMatch(
      /^HTTP\/1.1 400[\s\S]*malformed-request/,
    );
    expect(await send(get(port).replace('Host: allowed', 'Host: other'))).toMatch(
      /^HTTP\/1.1 400[\s\S]*host-mismatch/,
    );
    expect(await send(get(port).replace('http:', 'https:'))).toMatch(/^HTTP\/1.1 400/);
    expect(await send(get(port, '/', 'Host: other.test\r\n'))).toMatch(/^HTTP\/1.1 400/);
    expect(await send('GET http://127.0.0.1/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')).toMatch(
      /^HTTP\/1.1 403[\s\S]*ip-literal/,
    );
  });
});
