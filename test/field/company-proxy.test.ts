import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ProxyServer } from '../../electron/contract/upstream-proxy.ts';
import { type CompanyProxy, openHttpProxy, openSocksProxy } from '../harness/gateway/company-proxy.ts';
import { exchange, INTERNET, openHttp, openHttps, openTcp } from '../harness/gateway/gateway.ts';
import { gatewayOfTest } from '../harness/gateway/plain-gateway.ts';
import { createTestTrust } from '../harness/gateway/trust.ts';

const { gateway, serve, client } = gatewayOfTest();
const trust = createTestTrust(['out.test']);
const LOGIN = { username: 'me', password: 'pa:ss@w%rd' };

beforeEach(() => void gateway().names.clear());

/** Makes the gateway use the proxy for everything; only the proxy knows the name out.test. */
async function behind(
  proxy: CompanyProxy,
  more: Partial<ProxyServer> = {},
  noProxy = '',
): Promise<CompanyProxy> {
  await serve(Promise.resolve(proxy));
  const server = { protocol: proxy.protocol, host: INTERNET, port: proxy.port, ...more };
  await gateway().command({ type: 'set-proxies', proxies: { plain: server, secure: server, noProxy } });
  return proxy;
}
async function allow(ports: number[], more: object = {}): Promise<void> {
  const rule = (host: string) => ({ id: host, effect: 'allow' as const, host, ports, ...more });
  await gateway().setPolicy({ rules: [rule('out.test'), rule('*.near.test')] });
}
const web = async () => {
  const port = await serve(openHttp((request, response) => response.end(`${request.method} ${request.url}`)));
  await allow([port]);
  return port;
};
const getOut = (port: number, host = 'out.test') =>
  exchange(
    gateway().proxyPort(),
    `GET http://${host}:${port}/path?q HTTP/1.1\r\nHost: ${host}:${port}\r\n\r\n`,
  );

/** The answer of a TLS server to one request through a tunnel of the agent. */
async function getSecurely(port: number): Promise<string> {
  const raw = client();
  raw.send(`CONNECT out.test:${port} HTTP/1.1\r\nHost: x\r\n\r\n`);
  await raw.until((text) => text.includes('\r\n\r\n'));
  const inner = connectTls({ socket: raw.socket, servername: 'out.test', ca: trust.caPem });
  inner.write('GET / HTTP/1.1\r\nHost: out.test\r\nConnection: close\r\n\r\n');
  let text = '';
  for await (const chunk of inner) text += chunk;
  return text;
}

// https://github.com/NVIDIA/OpenShell/pull/2245, https://github.com/unclecode/crawl4ai/pull/2142
describe.each([
  ['HTTP', (options: object) => openHttpProxy(options), 'CONNECT'],
  ['SOCKS5', (options: object) => openSocksProxy(options), 'SOCKS'],
])('a company proxy that speaks %s', (_name, open, verb) => {
  it('carries requests in clear text, and resolves their names', async () => {
    const proxy = await behind(await open({}));
    const port = await web();
    expect(await getOut(port)).toContain('GET /path?q');
    expect(proxy.asked[0]).toContain(`out.test:${port}`);
    expect((await getOut(port)).startsWith('HTTP/1.1 200')).toBe(true);
  });

  it('carries https, with a password from the keychain', async () => {
    const proxy = await behind(await open({ login: LOGIN }), LOGIN);
    const port = await serve(openHttps(trust.server, (_request, response) => response.end('secret page')));
    await allow([port]);
    expect(await getSecurely(port)).toContain('secret page');
    expect(proxy.asked).toEqual([`${verb} out.test:${port}`]);
  });

  it('carries any protocol, also one in which the server speaks first', async () => {
    await behind(await open({}));
    const port = await serve(openTcp((socket) => socket.end('220 ready\r\n')));
    await allow([port], { anyProtocol: true });
    const raw = client();
    raw.send(`CONNECT out.test:${port} HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(await raw.until((text) => text.includes('220 ready'))).toContain('220 ready');
  });

  it('carries WebSockets', async () => {
    const proxy = await behind(await open({}));
    const onUpgrade = (_request: IncomingMessage, socket: Duplex) =>
      void socket.write('HTTP/1.1 101 Go\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\x02hi');
    const port = await serve(openHttps(trust.server, () => undefined, onUpgrade));
    const plain = await serve(openUpgrading(onUpgrade));
    await allow([port, plain]);
    const raw = client();
    raw.send(
      `GET http://out.test:${plain}/ HTTP/1.1\r\nHost: out.test:${plain}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
    expect(await raw.until((text) => text.includes('hi'))).toContain('101');
    expect(proxy.asked).toEqual([`${verb} out.test:${plain}`]);
  });

  it('is named as what fails when it wants another password', async () => {
    await behind(await open({ login: LOGIN }), { username: 'me', password: 'wrong' });
    const port = await web();
    const answer = await getOut(port);
    expect(answer).toContain('502');
    expect(answer).toContain('proxy-login');
    expect(answer).not.toMatch(/Proxy-Authenticate/i);
  });
});

// https://github.com/docker/sbx-releases/issues/240
it('asks an HTTP proxy for a plain request with its whole address, and for a tunnel by name and port', async () => {
  const proxy = await behind(await openHttpProxy({ login: LOGIN }), LOGIN);
  const port = await web();
  await getOut(port);
  expect(proxy.asked).toEqual([`GET http://out.test:${port}/path?q`]);
  expect(proxy.heads[0]).toMatchObject({ host: `out.test:${port}` });
});

// https://github.com/curl/curl/issues/9773
it('reaches what NO_PROXY lists without the proxy', async () => {
  const proxy = await behind(await openHttpProxy(), {}, 'localhost, .near.test,10.0.0.0/8');
  gateway().names.set('a.near.test', [INTERNET]);
  const port = await web();
  expect(await getOut(port, 'a.near.test')).toContain('GET /path?q');
  expect(proxy.asked).toEqual([]);
});

it('says that the proxy cannot be reached, and that it refuses a host', async () => {
  const proxy = await openHttpProxy({ refuse: 403 });
  await behind(proxy);
  const secure = await serve(openHttps(trust.server, () => undefined));
  await allow([secure]);
  const tunnel = `CONNECT out.test:${secure} HTTP/1.1\r\nHost: x\r\n\r\n`;
  const refused = await exchange(gateway().proxyPort(), tunnel);
  expect(refused).toContain('proxy-refused');
  const gone = { protocol: 'http', host: 'proxy.test', port: 1 };
  await gateway().command({ type: 'set-proxies', proxies: { plain: gone, secure: gone, noProxy: '' } });
  expect(await exchange(gateway().proxyPort(), tunnel)).toContain('proxy-unreachable');
});

describe('a name that the proxy would resolve', () => {
  it('is refused when it leads inwards as far as can be seen from here', async () => {
    const proxy = await behind(await openHttpProxy());
    const port = await web();
    gateway().names.set('rebind.test', ['10.1.2.3']);
    await gateway().setPolicy({ mode: 'full' });
    for (const host of ['rebind.test', 'intranet', 'printer.local', 'db.corp', 'metadata.google.internal'])
      expect(await getOut(port, host)).toContain('forbidden-address');
    for (const address of ['10.1.2.3', '169.254.169.254', '0x0a010203', '[::1]'])
      expect(await getOut(port, address)).toMatch(/403|400/);
    expect(proxy.asked).toEqual([]);
  });
});

function openUpgrading(onUpgrade: (request: IncomingMessage, socket: Duplex) => void) {
  return openTcp((socket) => {
    void once(socket, 'data').then(() => onUpgrade({} as IncomingMessage, socket));
  });
}
