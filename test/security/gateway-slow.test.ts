import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { expect, it } from 'vitest';
import { credentialGateway } from '../harness/gateway/credential-gateway.ts';
import { RawClient } from '../harness/gateway/gateway.ts';

/** Clients that stop in the middle of each phase, or send a byte now and then: none may keep a connection. */
const { gateway, securePort, open, head } = credentialGateway(400);
/** Well below the time that the gateway grants, so that an idle limit alone would never end the client. */
const TRICKLE_MS = 100;

const connect = (port: number) => `CONNECT api.test:${port} HTTP/1.1\r\nHost: x\r\n\r\n`;

/** The first message of a TLS client. */
function clientHello(): Promise<Buffer> {
  return new Promise((resolve) => {
    const socket = new Duplex({
      read: () => undefined,
      write: (chunk: Buffer, _encoding, done) => {
        resolve(chunk);
        done();
      },
    });
    connectTls({ socket, servername: 'api.test' }).on('error', () => undefined);
  });
}

async function tunnel(): Promise<RawClient> {
  const client = new RawClient(gateway().proxyPort());
  client.send(connect(securePort()));
  await client.until((text) => text.includes('\r\n\r\n'));
  return client;
}

/** Sends a byte now and then until the connection is closed. */
function trickle(socket: Socket, text: string): void {
  let at = 0;
  const timer = setInterval(() => {
    if (socket.destroyed || at >= text.length) return clearInterval(timer);
    socket.write(text[at] ?? '');
    at += 1;
  }, TRICKLE_MS);
  socket.once('close', () => clearInterval(timer));
}

const PHASES: Record<string, () => Promise<RawClient>> = {
  'before its first byte': async () => new RawClient(gateway().proxyPort()),
  'in a head': async () => {
    const client = new RawClient(gateway().proxyPort());
    client.send('GET http://api.test/ HTTP/1.1\r\nHost: ');
    return client;
  },
  'in a head, with a byte now and then': async () => {
    const client = new RawClient(gateway().proxyPort());
    trickle(client.socket, `GET http://api.test/ HTTP/1.1\r\nX: ${'x'.repeat(10_000)}`);
    return client;
  },
  'in a head for a tunnel': async () => {
    const client = new RawClient(gateway().proxyPort());
    trickle(client.socket, `CONNECT api.test:443 HTTP/1.1\r\nX: ${'x'.repeat(10_000)}`);
    return client;
  },
  'in an opened tunnel': tunnel,
  'in the first message of TLS': async () => {
    const client = await tunnel();
    client.send((await clientHello()).subarray(0, 50));
    return client;
  },
  'in the first message of TLS, with a byte now and then': async () => {
    const client = await tunnel();
    trickle(client.socket, (await clientHello()).toString('latin1').slice(0, 40));
    return client;
  },
  'in a handshake': async () => {
    const client = await tunnel();
    client.send(await clientHello());
    return client;
  },
  'inside TLS before a request': open,
  'inside TLS in a head': async () => {
    const client = await open();
    client.send(head('/'));
    return client;
  },
  'inside TLS in a head, with a byte now and then': async () => {
    const client = await open();
    trickle(client.socket, `${head('/')}X: ${'x'.repeat(10_000)}`);
    return client;
  },
};

it.each(Object.entries(PHASES))('a client that stops %s is cut off', async (_phase, stop) => {
  const client = await stop();
  await client.untilClosed();
  const pong = await gateway().command({ type: 'ping' });
  expect(pong).toMatchObject({ stats: { faults: 0, agents: [{ openFlows: 0 }] } });
});
