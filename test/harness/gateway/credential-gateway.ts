import { once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { createCertificateAuthority } from '../../../electron/gateway/certificate-authority.ts';
import { INTERNET, openHttp, openHttps, RawClient, TestGateway, type TestServer } from './gateway.ts';
import { createTestTrust } from './trust.ts';

export const VALUE = 'canary/value+of="a&key';
export const PLACEHOLDER = 'placeholder-0123456789';
/** A header in which the gateway fills the credential in. */
export const KEY = `X-Api-Key: ${PLACEHOLDER}\r\n`;

const WRITTEN = [
  VALUE,
  encodeURIComponent(VALUE),
  JSON.stringify(VALUE).slice(1, -1),
  Buffer.from(VALUE).toString('base64'),
];

export function expectHidden(text: string): void {
  expect(text).toContain(PLACEHOLDER);
  for (const form of WRITTEN) expect(text).not.toContain(form);
}

/** What the servers do with a request, and with one for a WebSocket. */
export interface Servers {
  respond(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex): void;
}

/**
 * Gives the tests of a file a gateway that fills in a credential for api.test, with a server there in clear text and one
 * behind TLS. Call it once, at the top.
 */
export function credentialGateway(clientTimeoutMs?: number) {
  const trust = createTestTrust(['api.test']);
  const authority = createCertificateAuthority(Date.now());
  const servers: Servers = {
    respond: (_request, response) => void response.end('ok'),
    upgrade: (_request, socket) => void socket.destroy(),
  };
  const initial = { ...servers };
  const seen: IncomingMessage[] = [];
  let gateway: TestGateway;
  let opened: TestServer[];

  beforeAll(async () => {
    gateway = new TestGateway(clientTimeoutMs);
    gateway.names.set('api.test', [INTERNET]);
    const listener: RequestListener = (request, response) => {
      seen.push(request);
      request.resume();
      request.once('end', () => servers.respond(request, response));
    };
    const onUpgrade = (request: IncomingMessage, socket: Duplex) => {
      seen.push(request);
      servers.upgrade(request, socket);
    };
    opened = [await openHttps(trust.server, listener, onUpgrade), await openHttp(listener)];
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
      rules: [{ id: 'r', effect: 'allow', host: 'api.test', ports: opened.map(({ port }) => port) }],
      secrets: [secret, foreign],
    });
  });

  beforeEach(() => {
    seen.splice(0);
    gateway.decisions.splice(0);
    Object.assign(servers, initial);
  });

  afterAll(async () => {
    await gateway.close();
    for (const server of opened) await server.close();
  });

  const securePort = () => opened[0]?.port ?? 0;
  /** A connection to api.test that the gateway reads. */
  const open = async (): Promise<RawClient> => {
    const raw = new RawClient(gateway.proxyPort());
    raw.send(`CONNECT api.test:${securePort()} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await raw.until((text) => text.includes('\r\n\r\n'));
    const inner = connectTls({ socket: raw.socket, servername: 'api.test', ca: authority.certificatePem });
    await once(inner, 'secureConnect');
    return RawClient.over(inner);
  };
  const head = (path: string, headers = '', method = 'GET') =>
    `${method} ${path} HTTP/1.1\r\nHost: api.test:${securePort()}\r\n${headers}`;

  return {
    servers,
    seen,
    gateway: () => gateway,
    securePort,
    plainPort: () => opened[1]?.port,
    open,
    head,
    /** The whole answer to one request. */
    ask: async (path: string, headers = '', body = '', method = 'GET'): Promise<string> => {
      const client = await open();
      client.send(`${head(path, `Connection: close\r\n${headers}`, method)}\r\n${body}`);
      const text = await client.untilClosed();
      client.close();
      return text;
    },
  };
}
