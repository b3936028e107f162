import { once } from 'node:events';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { expect, it } from 'vitest';
import { duplexPair } from '../../electron/lib/duplex-pair.ts';
import { decisionLabel } from '../../renderer/egress/decision-labels.ts';
import { credentialGateway } from '../harness/gateway/credential-gateway.ts';
import { RawClient } from '../harness/gateway/gateway.ts';

const { gateway, securePort } = credentialGateway();

async function openTunnel(): Promise<RawClient> {
  const raw = new RawClient(gateway().proxyPort());
  raw.send(`CONNECT api.test:${securePort()} HTTP/1.1\r\nHost: x\r\n\r\n`);
  await raw.until((text) => text.includes('\r\n\r\n'));
  return raw;
}

/** Tries TLS in a tunnel to an intercepted host until the connection ends. */
async function shakeHands(options: ConnectionOptions): Promise<void> {
  const raw = await openTunnel();
  const inner = connectTls({ socket: raw.socket, servername: 'api.test', ...options });
  inner.on('error', () => raw.close());
  await once(raw.socket, 'close');
}

/** Answers the gateway's certificate with an alert, as curl, Go, Python and Java do. */
async function refuseCertificate(alert: number): Promise<void> {
  const raw = await openTunnel();
  const [near, far] = duplexPair();
  const inner = connectTls({ socket: near, servername: 'api.test', maxVersion: 'TLSv1.2' });
  inner.on('error', () => undefined);
  const [hello] = (await once(far, 'data')) as [Buffer];
  const seen = raw.received.length;
  raw.send(hello);
  await raw.until(() => raw.received.length > seen);
  raw.send(Buffer.from([0x15, 3, 3, 0, 2, 2, alert]));
  await raw.untilClosed();
  inner.destroy();
}

// First reported as https://github.com/mitmproxy/mitmproxy/issues/5624 and
// https://github.com/mitmproxy/mitmproxy/issues/4678.
it.each([
  ['does not know the authority', 48, 'client-distrusts'],
  ['finds the certificate bad', 42, 'client-distrusts'],
  ['does not like the certificate', 46, 'client-distrusts'],
  ['fails for another reason', 40, 'handshake-failed'],
])('a client that %s is on record', async (_what, alert, error) => {
  await refuseCertificate(alert);
  expect(await gateway().decision((record) => record.error !== undefined)).toMatchObject({
    kind: 'tunnel',
    host: 'api.test',
    verdict: 'allowed',
    final: true,
    error,
  });
});

it('a client that speaks neither HTTP/1.1 nor HTTP/2 is on record', async () => {
  await shakeHands({ ALPNProtocols: ['spdy/3'] });
  const record = await gateway().decision(({ error }) => error === 'client-needs-http2');
  expect(decisionLabel(record)).toMatch(/neither HTTP\/1.1 nor HTTP\/2.*Do not intercept this host/);
});

it('a client that checks the certificate after the handshake, as Node does, is on record', async () => {
  await shakeHands({});
  const record = await gateway().decision(({ error }) => error === 'client-left');
  expect(decisionLabel(record)).toMatch(/pins or distrusts a certificate.*Do not intercept this host/);
});

// First reported as https://github.com/mitmproxy/mitmproxy/issues/4758.
it('a client that speaks no TLS from 1.2 on is on record as that', async () => {
  await shakeHands({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' });
  const record = await gateway().decision(({ error }) => error !== undefined);
  expect(record.error).toBe('client-needs-old-tls');
  expect(decisionLabel(record)).toMatch(/TLS 1\.0 or 1\.1.*Do not intercept this host/);
});
