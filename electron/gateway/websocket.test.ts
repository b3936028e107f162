import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { DEAD, exchange, INTERNET, openTcp } from '../../test/harness/gateway/gateway.ts';
import { get, plainGateway } from '../../test/harness/gateway/plain-gateway.ts';

const { gateway, serve, allowed, client } = plainGateway();

describe('a WebSocket', () => {
  const upgrade =
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n';

  it('is carried both ways, counted, and cut by the policy', async () => {
    const port = await serve(
      openTcp((socket) => {
        socket.once('data', (head) => {
          expect(String(head)).toMatch(/upgrade: websocket/i);
          socket.write(
            'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: y\r\n\r\nearly',
          );
          socket.pipe(socket);
        });
      }),
    );
    await gateway().setPolicy({ rules: [{ id: 'r', effect: 'allow', host: 'allowed.test', ports: [port] }] });
    const raw = client();
    raw.send(`${get(port, '/', upgrade)}`);
    expect(await raw.until((text) => text.endsWith('early'))).toMatch(
      /^HTTP\/1.1 101 [\s\S]*Sec-WebSocket-Accept: y/,
    );
    raw.send('frame');
    await raw.until((text) => text.endsWith('frame'));
    await gateway().setPolicy({ mode: 'off' });
    await raw.untilClosed();
    expect(await gateway().decision(() => true)).toMatchObject({
      kind: 'websocket',
      status: 101,
      bytesUp: 5,
      bytesDown: 10,
      error: 'closed-by-policy',
    });
  });

  it('goes to the next address of the host when one does not answer', async () => {
    const port = await serve(
      openTcp((socket) => {
        socket.once('data', () => {
          socket.write(
            'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
          );
        });
      }),
    );
    gateway().names.set('allowed.test', [DEAD, INTERNET]);
    await gateway().setPolicy({ rules: [{ id: 'r', effect: 'allow', host: 'allowed.test', ports: [port] }] });
    const raw = client();
    raw.send(get(port, '/', upgrade));
    expect(await raw.until((text) => text.includes('\r\n\r\n'))).toMatch(/^HTTP\/1.1 101 /);
  });

  it('that the server refuses ends the connection, so that nothing can be smuggled after it', async () => {
    let requests = 0;
    const port = await allowed((_request, response) => {
      requests += 1;
      response.statusCode = 404;
      response.end('no');
    });
    const raw = client();
    raw.send(`${get(port, '/', upgrade)}GET /smuggled HTTP/1.1\r\nHost: allowed.test\r\n\r\n`);
    expect(await raw.untilClosed()).toMatch(/^HTTP\/1.1 404 [\s\S]*no$/);
    expect(requests).toBe(1);
  });

  it('is refused like any request', async () => {
    await gateway().setPolicy({});
    expect(
      await exchange(
        gateway().proxyPort(),
        `GET http://blocked.test/ HTTP/1.1\r\nHost: blocked.test\r\n${upgrade}\r\n`,
      ),
    ).toMatch(/^HTTP\/1.1 403/);
  });

  it('is the only protocol to switch to: a wish for another is passed over', async () => {
    let headers: IncomingMessage['headers'] = {};
    const port = await allowed((request, response) => {
      headers = request.headers;
      response.end('served');
    });
    const h2c =
      'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP\r\nX-Kept: 1\r\n';
    expect(await exchange(gateway().proxyPort(), get(port, '/', h2c))).toMatch(/^HTTP\/1.1 200[\s\S]*served/);
    expect(headers).toMatchObject({ 'x-kept': '1' });
    expect(headers).not.toHaveProperty('upgrade');
    expect(headers).not.toHaveProperty('http2-settings');
  });
});
