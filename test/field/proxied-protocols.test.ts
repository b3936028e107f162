import { once } from 'node:events';
import { connect as connectHttp2, createSecureServer } from 'node:http2';
import type { Duplex } from 'node:stream';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { createCertificateAuthority } from '../../electron/gateway/certificate-authority.ts';
import { type CompanyProxy, openHttpProxy, openSocksProxy } from '../harness/gateway/company-proxy.ts';
import { PLACEHOLDER } from '../harness/gateway/credential-gateway.ts';
import { INTERNET, openHttps, open as openServer } from '../harness/gateway/gateway.ts';
import { answerOf } from '../harness/gateway/http2-gateway.ts';
import { gatewayOfTest } from '../harness/gateway/plain-gateway.ts';
import { createTestTrust } from '../harness/gateway/trust.ts';

const { gateway, serve, client } = gatewayOfTest();
const trust = createTestTrust(['out.test']);
const authority = createCertificateAuthority(Date.now());
const VALUE = 'canary-value-of-a-key';
const UPGRADE =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n';

/** Allows out.test, whose name only the proxy knows, and fills in a credential there where it is intercepted. */
async function behind(proxy: CompanyProxy, port: number, intercepted: boolean): Promise<void> {
  await serve(Promise.resolve(proxy));
  gateway().names.clear();
  const server = { protocol: proxy.protocol, host: INTERNET, port: proxy.port };
  await gateway().command({ type: 'set-ca', ...authority, extraRootsPem: trust.caPem });
  await gateway().command({ type: 'set-secret', secretId: 'id', value: VALUE });
  await gateway().command({ type: 'set-proxies', proxies: { plain: server, secure: server, noProxy: '' } });
  const places = [{ kind: 'header' as const, name: 'X-Api-Key' }];
  const secret = { secretId: 'id', name: 'Key', placeholder: PLACEHOLDER, hosts: ['out.test'], places };
  await gateway().setPolicy({
    rules: [{ id: 'r', effect: 'allow', host: 'out.test', ports: [port] }],
    secrets: intercepted ? [secret] : [],
  });
}

/** TLS inside a tunnel of the agent: with the server itself, or with the gateway where it intercepts. */
async function secured(port: number, intercepted: boolean, protocols: string[]): Promise<TLSSocket> {
  const raw = client();
  raw.send(`CONNECT out.test:${port} HTTP/1.1\r\nHost: x\r\n\r\n`);
  await raw.until((text) => text.includes('\r\n\r\n'));
  const ca = intercepted ? authority.certificatePem : trust.caPem;
  return connectTls({ socket: raw.socket, servername: 'out.test', ca, ALPNProtocols: protocols });
}

// First reported as https://github.com/NVIDIA/OpenShell/pull/2245.
describe.each([
  ['HTTP', openHttpProxy, 'CONNECT'],
  ['SOCKS5', openSocksProxy, 'SOCKS'],
] as const)('a company proxy that speaks %s', (_name, openProxy, verb) => {
  it.each([true, false])('carries WebSockets inside TLS (intercepted: %s)', async (intercepted) => {
    const keys: unknown[] = [];
    const port = await serve(
      openHttps(
        trust.server,
        () => undefined,
        (request, socket: Duplex) => {
          keys.push(request.headers['x-api-key']);
          socket.write(
            'HTTP/1.1 101 Go\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\x81\x02hi',
            'latin1',
          );
        },
      ),
    );
    const proxy = await openProxy({});
    await behind(proxy, port, intercepted);
    const inner = await secured(port, intercepted, ['http/1.1']);
    inner.write(
      `GET /socket HTTP/1.1\r\nHost: out.test:${port}\r\n${UPGRADE}X-Api-Key: ${intercepted ? PLACEHOLDER : 'own'}\r\n\r\n`,
    );
    let text = '';
    for await (const chunk of inner) {
      text += chunk;
      if (text.includes('hi')) break;
    }
    expect(text).toMatch(/^HTTP\/1.1 101/);
    expect(keys).toEqual([intercepted ? VALUE : 'own']);
    expect(proxy.asked).toEqual([`${verb} out.test:${port}`]);
  });

  it.each([true, false])(
    'carries HTTP/2 with trailers, as gRPC does (intercepted: %s)',
    async (intercepted) => {
      const server = createSecureServer({ ...trust.server, allowHTTP1: false });
      server.on('stream', (stream, headers) => {
        stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
        stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
        stream.end(String(headers['x-api-key'] === VALUE));
      });
      const port = await serve(openServer(server));
      const proxy = await openProxy({});
      await behind(proxy, port, intercepted);
      const inner = await secured(port, intercepted, ['h2']);
      const session = connectHttp2(`https://out.test:${port}`, { createConnection: () => inner });
      const stream = session.request({
        ':method': 'POST',
        ':path': '/pkg.Service/Call',
        'x-api-key': PLACEHOLDER,
      });
      stream.end('ask');
      const answer = await answerOf(stream);
      expect(answer).toMatchObject({
        status: 200,
        body: String(intercepted),
        trailers: { 'grpc-status': '0' },
      });
      expect(proxy.asked).toEqual([`${verb} out.test:${port}`]);
      session.destroy();
      await once(inner, 'close');
    },
  );
});
