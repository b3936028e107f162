import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { credentialGateway, KEY } from '../harness/gateway/credential-gateway.ts';
import { INTERNET, openTcp } from '../harness/gateway/gateway.ts';
import { get, plainGateway } from '../harness/gateway/plain-gateway.ts';

const { gateway, allowed, serve } = plainGateway();
const credentials = credentialGateway();

/** Sends text and closes its side at once, as `printf … | nc` does. Resolves to all that comes back. */
async function send(port: number, text: string): Promise<string> {
  const socket = connect({ host: '127.0.0.2', port, localAddress: INTERNET, allowHalfOpen: true });
  socket.end(text);
  let received = '';
  for await (const chunk of socket) received += String(chunk);
  return received;
}

// First reported as https://github.com/envoyproxy/envoy/issues/2066 and https://github.com/nmap/nmap/issues/1229.
it.each(['HTTP/1.1', 'HTTP/1.0'])(
  'a client that has closed its side gets its answer (%s)',
  async (version) => {
    const port = await allowed((request, response) => {
      request.resume();
      request.once('end', () => setImmediate(() => response.end(`answer to ${request.method}`)));
    });
    const asked = get(port).replace('HTTP/1.1', version);
    expect(await send(gateway().proxyPort(), asked)).toMatch(/ 200 OK[\s\S]*answer to GET/);
    const posted = `${get(port, '/', 'Content-Length: 5\r\n').replace('GET', 'POST')}hello`;
    expect(await send(gateway().proxyPort(), posted)).toMatch(/ 200 OK[\s\S]*answer to POST/);
  },
);

it('answers each request that was sent before the side was closed', async () => {
  const port = await allowed((request, response) => response.end(`answer to ${request.url}`));
  const text = await send(gateway().proxyPort(), get(port, '/1') + get(port, '/2') + get(port, '/3'));
  expect(text.match(/answer to \/\d/g)).toEqual(['answer to /1', 'answer to /2', 'answer to /3']);
});

it('tells it what is wrong with its request, too', async () => {
  const port = await allowed((_request, response) => response.end());
  const blocked = get(port).replaceAll('allowed.test', 'blocked.test');
  expect(await send(gateway().proxyPort(), blocked)).toMatch(/ 403 [\s\S]*no-rule/);
  expect(await send(gateway().proxyPort(), 'nonsense\r\n\r\n')).toMatch(/ 400 /);
  expect(await send(gateway().proxyPort(), `${get(port).slice(0, -4)}`)).toMatch(/ 400 /);
  const partly = get(port, '/', 'Content-Length: 50\r\n').replace('GET', 'POST');
  expect(await send(gateway().proxyPort(), `${partly}half`)).toMatch(/ 400 /);
});

// First reported as https://github.com/agentgateway/agentgateway/issues/2427.
it('is not held for a person, who would answer a connection that may be closed', async () => {
  const port = await allowed((_request, response) => response.end());
  await gateway().setPolicy({ holdMs: 20_000 });
  expect(await send(gateway().proxyPort(), get(port))).toMatch(/ 403 [\s\S]*no-rule/);
});

it('gets its answer in an intercepted tunnel as well', async () => {
  const plainPort = credentials.plainPort();
  const inside = `GET /x HTTP/1.1\r\nHost: api.test:${plainPort}\r\n${KEY}\r\n`;
  const text = await send(
    credentials.gateway().proxyPort(),
    `CONNECT api.test:${plainPort} HTTP/1.1\r\nHost: api.test\r\n\r\n${inside}`,
  );
  expect(text).toMatch(/200 Connection Established[\s\S]*HTTP\/1.1 200 OK/);
  const secure = await credentials.open();
  secure.socket.end(`${credentials.head('/y', KEY)}\r\n`);
  expect(await secure.untilClosed()).toMatch(/HTTP\/1.1 200 OK/);
});

// First reported as https://github.com/nmap/nmap/issues/1229.
it.each(['', 'hello'])('gets what a server of any protocol answers to %j and the end', async (said) => {
  const port = await serve(
    openTcp((socket) => {
      socket.on('error', () => undefined);
      let heard = '';
      socket.on('data', (bytes) => {
        heard += String(bytes);
      });
      socket.once('end', () => socket.end(`heard ${heard.length}`));
    }),
  );
  await gateway().setPolicy({
    rules: [{ id: 'r', effect: 'allow', host: 'allowed.test', ports: [port], anyProtocol: true }],
  });
  const tunnel = `CONNECT allowed.test:${port} HTTP/1.1\r\nHost: x\r\n\r\n`;
  expect(await send(gateway().proxyPort(), `${tunnel}${said}`)).toMatch(
    new RegExp(`^HTTP/1.1 200 [\\s\\S]*heard ${said.length}$`),
  );
});
