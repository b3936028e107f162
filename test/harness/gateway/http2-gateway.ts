import { once } from 'node:events';
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect as connectHttp2,
  createSecureServer,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach } from 'vitest';
import type { AgentPolicyInput } from '../../../electron/contract/egress.ts';
import { createCertificateAuthority } from '../../../electron/gateway/certificate-authority.ts';
import { PLACEHOLDER } from './credential-gateway.ts';
import { INTERNET, RawClient, TestGateway } from './gateway.ts';
import { createTestTrust } from './trust.ts';

/** The value of the credential for api.test. */
export const HTTP2_VALUE = 'canary-value-of-a-key';

export interface Http2Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  trailers: IncomingHttpHeaders;
}

export async function answerOf(stream: ClientHttp2Stream): Promise<Http2Answer> {
  let body = '';
  let trailers: IncomingHttpHeaders = {};
  stream.setEncoding('latin1');
  stream.on('data', (text: string) => {
    body += text;
  });
  stream.on('trailers', (received: IncomingHttpHeaders) => {
    trailers = received;
  });
  // A stream that breaks has an error as well, which is no failure of the test.
  const closed = new Promise((resolve) => stream.once('close', resolve));
  const [headers] = (await once(stream, 'response')) as [IncomingHttpHeaders & { ':status': number }];
  await closed;
  return { status: headers[':status'], headers, body, trailers };
}

/**
 * Gives each test a gateway that fills in a credential for api.test, and a server there that speaks HTTP/2 alone. Call it
 * once, at the top.
 */
export function http2Gateway() {
  const trust = createTestTrust(['api.test']);
  const authority = createCertificateAuthority(Date.now());
  let gateway: TestGateway;
  let port: number;
  let server: ReturnType<typeof createSecureServer>;
  let closers: (() => void)[];
  const seen: IncomingHttpHeaders[] = [];
  const serving = {
    serve: (stream: ServerHttp2Stream, _headers: IncomingHttpHeaders): void => {
      stream.respond({ ':status': 200 });
      stream.end('ok');
    },
  };
  const initial = { ...serving };

  beforeEach(async () => {
    seen.splice(0);
    closers = [];
    Object.assign(serving, initial);
    server = createSecureServer({ ...trust.server, allowHTTP1: false });
    server.on('stream', (stream, headers) => {
      seen.push(headers);
      stream.on('error', () => undefined);
      serving.serve(stream, headers);
    });
    server.on('session', (session) => closers.push(() => session.destroy()));
    server.listen(0, INTERNET);
    await once(server, 'listening');
    ({ port } = server.address() as { port: number });
    gateway = new TestGateway();
    gateway.names.set('api.test', [INTERNET]);
    await gateway.command({ type: 'set-ca', ...authority, extraRootsPem: trust.caPem });
    await gateway.command({ type: 'set-secret', secretId: 'id', value: HTTP2_VALUE });
    await setPolicy({});
  });

  afterEach(async () => {
    for (const close of closers) close();
    await gateway.close();
    server.close();
  });

  const places = [{ kind: 'header' as const, name: 'X-Api-Key' }];
  const secret = { secretId: 'id', name: 'Key', placeholder: PLACEHOLDER, hosts: ['api.test'], places };
  /** A rule for api.test, and other parts of the policy. */
  const setPolicy = (rule: object, more: Partial<AgentPolicyInput> = {}) =>
    gateway.setPolicy({
      rules: [{ id: 'r', effect: 'allow', host: 'api.test', ports: [port], ...rule }],
      secrets: [secret],
      ...more,
    });

  /** TLS inside a tunnel through the gateway, by a client that speaks HTTP/2 alone. */
  const secured = async (): Promise<TLSSocket> => {
    const raw = new RawClient(gateway.proxyPort());
    raw.send(`CONNECT api.test:${port} HTTP/1.1\r\nHost: x\r\n\r\n`);
    await raw.until((text) => text.includes('\r\n\r\n'));
    const options = { servername: 'api.test', ca: authority.certificatePem, ALPNProtocols: ['h2'] };
    const inner = connectTls({ socket: raw.socket, ...options });
    inner.on('error', () => undefined);
    closers.push(() => raw.close());
    return inner;
  };
  const open = async (): Promise<ClientHttp2Session> => {
    const inner = await secured();
    const session = connectHttp2(`https://api.test:${port}`, { createConnection: () => inner });
    session.on('error', () => undefined);
    closers.push(() => session.destroy());
    return session;
  };
  return {
    seen,
    serving,
    gateway: () => gateway,
    server: () => server,
    port: () => port,
    setPolicy,
    secured,
    open,
    ask: async (headers: OutgoingHttpHeaders, body?: string, session?: ClientHttp2Session) => {
      const stream = (session ?? (await open())).request(
        { ':path': '/', ...headers },
        { endStream: body === undefined },
      );
      stream.on('error', () => undefined);
      if (body !== undefined) stream.end(body);
      return await answerOf(stream);
    },
  };
}
