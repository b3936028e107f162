import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  INTERNET,
  openHttp,
  openHttps,
  RawClient,
  TestGateway,
  type TestServer,
} from '../../test/harness/gateway/gateway.ts';
import { createTestTrust } from '../../test/harness/gateway/trust.ts';
import type { SecretPlace } from '../contract/egress.ts';
import { createCertificateAuthority, loadAuthority } from './certificate-authority.ts';

const trust = createTestTrust(['api.test']);
const authority = createCertificateAuthority(Date.now());
const PLACEHOLDER = 'placeholder-0123456789';

let gateway: TestGateway;
let servers: TestServer[];
let clients: RawClient[];
let seen: IncomingMessage[];
let port: number;

beforeEach(async () => {
  gateway = new TestGateway();
  gateway.names.set('api.test', [INTERNET]);
  servers = [];
  clients = [];
  seen = [];
  const server = await openHttps(trust.server, (request: IncomingMessage, response: ServerResponse) => {
    seen.push(request);
    response.end(`hello ${request.url}`);
  });
  servers.push(server);
  port = server.port;
  await gateway.command({ type: 'set-ca', ...authority, extraRootsPem: trust.caPem });
});

afterEach(async () => {
  for (const client of clients) client.close();
  await gateway.close();
  for (const server of servers) await server.close();
});

const rule = (more = {}) => ({ id: 'r', effect: 'allow' as const, host: 'api.test', ports: [port], ...more });

const secret = (places: SecretPlace[]) => ({
  secretId: 'id',
  name: 'Key',
  placeholder: PLACEHOLDER,
  hosts: ['api.test'],
  places,
});

/** TLS to api.test through the gateway, with the installation's authority as the only trusted root. */
async function connect(servername = 'api.test'): Promise<TLSSocket> {
  const raw = new RawClient(gateway.proxyPort());
  clients.push(raw);
  raw.send(`CONNECT api.test:${port} HTTP/1.1\r\nHost: x\r\n\r\n`);
  expect(await raw.until((text) => text.includes('\r\n\r\n'))).toMatch(/ 200 /);
  const inner = connectTls({
    socket: raw.socket,
    servername,
    ca: authority.certificatePem,
    ALPNProtocols: ['h2', 'http/1.1'],
  });
  // The tests look at the received data.
  inner.on('error', () => undefined);
  return inner;
}

async function ask(path: string, headers = '', body = '', method = 'GET'): Promise<string> {
  const inner = await connect();
  inner.write(
    `${method} ${path} HTTP/1.1\r\nHost: api.test:${port}\r\nConnection: close\r\n${headers}\r\n${body}`,
  );
  let text = '';
  for await (const chunk of inner) text += String(chunk);
  return text;
}

describe('interception', () => {
  it('decides each request inside by method and path', async () => {
    await gateway.setPolicy({ rules: [rule({ methods: ['GET'], paths: ['/v1'] })] });
    expect(await ask('/v1/x')).toMatch(/^HTTP\/1.1 200 [\s\S]*hello \/v1\/x/);
    expect(await ask('/v2')).toMatch(/^HTTP\/1.1 403 [\s\S]*path-not-allowed/);
    expect(await ask('/v1', 'Content-Length: 0\r\n', '', 'POST')).toMatch(
      /^HTTP\/1.1 403 [\s\S]*method-not-allowed/,
    );
    expect(seen.map((request) => request.url)).toEqual(['/v1/x']);
    expect(await gateway.decision((record) => record.verdict === 'allowed')).toMatchObject({
      kind: 'http',
      path: '/v1/x',
      port,
      status: 200,
    });
  });

  it('negotiates HTTP/1.1 under a certificate for that very host', async () => {
    await gateway.setPolicy({ rules: [rule({ paths: ['/'] })] });
    const inner = await connect();
    await once(inner, 'secureConnect');
    expect(inner.alpnProtocol).toBe('http/1.1');
    expect(inner.authorized).toBe(true);
    expect(inner.getPeerCertificate().subjectaltname).toBe('DNS:api.test');
  });

  it('insists on the same host in CONNECT, SNI and Host', async () => {
    await gateway.setPolicy({ rules: [rule({ paths: ['/'] })] });
    const inner = await connect();
    inner.write('GET / HTTP/1.1\r\nHost: other.test\r\nConnection: close\r\n\r\n');
    let text = '';
    for await (const chunk of inner) text += String(chunk);
    expect(text).toMatch(/^HTTP\/1.1 400[\s\S]*host-mismatch/);
    const mismatched = await connect('other.test');
    await once(mismatched, 'error');
    expect(await gateway.decision((record) => record.reason === 'sni-mismatch')).toMatchObject({
      verdict: 'blocked',
      host: 'api.test',
    });
    expect(seen).toHaveLength(0);
  });

  it('is refused before there is an authority', async () => {
    const bare = new TestGateway();
    await bare.setPolicy({ rules: [rule({ paths: ['/'] })] });
    const raw = new RawClient(bare.proxyPort());
    raw.send(`CONNECT api.test:${port} HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(await raw.untilClosed()).toMatch(/^HTTP\/1.1 403[\s\S]*interception-unavailable/);
    await bare.close();
  });

  it('does not trust an upstream certificate that nobody vouches for', async () => {
    await gateway.command({ type: 'set-ca', ...authority });
    await gateway.setPolicy({ rules: [rule({ paths: ['/'] })] });
    expect(await ask('/')).toMatch(/^HTTP\/1.1 502 [\s\S]*certificate-unknown-authority/);
    expect(await gateway.decision(() => true)).toMatchObject({
      verdict: 'allowed',
      error: 'certificate-unknown-authority',
    });
  });

  it('refuses an authority that cannot sign, and keeps the one it has', async () => {
    const other = createCertificateAuthority(Date.now());
    const expired = createCertificateAuthority(Date.now() - 6 * 365 * 24 * 3_600_000);
    for (const rejected of [
      expired,
      { ...authority, privateKeyPem: other.privateKeyPem },
      { ...authority, certificatePem: 'x' },
    ]) {
      expect(await gateway.command({ type: 'set-ca', ...rejected })).toMatchObject({
        type: 'error',
        code: 'certificate-invalid',
      });
    }
    expect(await gateway.command({ type: 'set-ca', ...authority, extraRootsPem: 'x' })).toMatchObject({
      code: 'certificate-invalid',
    });
    await gateway.setPolicy({ rules: [rule({ paths: ['/'] })] });
    expect(await ask('/x')).toMatch(/200/);
  });
});

describe('a credential', () => {
  it('takes the placeholder’s place on its host, and nowhere shows', async () => {
    await gateway.setPolicy({ rules: [rule()], secrets: [secret([{ kind: 'header', name: 'X-Api-Key' }])] });
    await gateway.command({ type: 'set-secret', secretId: 'id', value: 'canary-value' });
    expect(await ask('/', `x-api-key: ${PLACEHOLDER}\r\n`)).toMatch(/200/);
    expect(seen[0]?.headers['x-api-key']).toBe('canary-value');
    expect(await gateway.decision(() => true)).toMatchObject({ secretNames: ['Key'] });
    expect(
      JSON.stringify([gateway.decisions, gateway.messages, await gateway.command({ type: 'ping' })]),
    ).not.toContain('canary');
  });

  it('can be rotated and revoked while connections stay open', async () => {
    await gateway.setPolicy({ rules: [rule()], secrets: [secret([{ kind: 'header', name: 'X-Api-Key' }])] });
    for (const value of ['first', 'second']) {
      await gateway.command({ type: 'set-secret', secretId: 'id', value });
      await ask('/', `x-api-key: ${PLACEHOLDER}\r\n`);
    }
    expect(seen.map((request) => request.headers['x-api-key'])).toEqual(['first', 'second']);
    await gateway.command({ type: 'remove-secret', secretId: 'id' });
    expect(await ask('/', `x-api-key: ${PLACEHOLDER}\r\n`)).toMatch(
      /^HTTP\/1.1 403[\s\S]*secret-unavailable[\s\S]*Key/,
    );
    expect(seen).toHaveLength(2);
  });

  it('does not go out in the clear, unless to a service that the person named', async () => {
    const plain = await openHttp((request, response) => {
      seen.push(request);
      response.end();
    });
    servers.push(plain);
    const secrets = [secret([{ kind: 'header', name: 'X-Api-Key' }])];
    await gateway.command({ type: 'set-secret', secretId: 'id', value: 'canary-value' });
    for (const service of [undefined, { address: INTERNET }]) {
      await gateway.setPolicy({
        rules: [rule({ ports: [plain.port], ...(service && { service }) })],
        secrets,
      });
      const raw = new RawClient(gateway.proxyPort());
      clients.push(raw);
      raw.send(
        `GET http://api.test:${plain.port}/ HTTP/1.1\r\nHost: api.test:${plain.port}\r\nX-Api-Key: ${PLACEHOLDER}\r\n\r\n`,
      );
      await raw.until((text) => text.includes('\r\n\r\n'));
    }
    expect(seen.map((request) => request.headers['x-api-key'])).toEqual([PLACEHOLDER, 'canary-value']);
  });

  it('signs an AWS request again, with the body’s hash', async () => {
    await gateway.setPolicy({ rules: [rule()], secrets: [secret([{ kind: 'sigv4' }])] });
    await gateway.command({ type: 'set-secret', secretId: 'id', value: 'AKID:canary-secret:token' });
    const authorization = `AWS4-HMAC-SHA256 Credential=${PLACEHOLDER}/20260101/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=00`;
    const headers = `Authorization: ${authorization}\r\nX-Amz-Date: 20260101T000000Z\r\nContent-Length: 5\r\n`;
    expect(await ask('/model/x%3Ay/invoke', headers, 'hello', 'POST')).toMatch(/200/);
    expect(seen[0]?.headers).toMatchObject({
      'x-amz-security-token': 'token',
      'content-length': '5',
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=AKID\/20260101\/us-east-1\/bedrock\/aws4_request, SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}$/,
      ),
    });
  });
});

describe('createCertificateAuthority', () => {
  it('makes an authority that can be loaded now, and not once it has expired', () => {
    const now = Date.now();
    expect(loadAuthority(createCertificateAuthority(now), now).ok).toBe(true);
    expect(loadAuthority(createCertificateAuthority(now), now + 6 * 365 * 24 * 3_600_000)).toMatchObject({
      ok: false,
      message: expect.stringContaining('expired'),
    });
    expect(loadAuthority(createCertificateAuthority(now), now - 10 * 24 * 3_600_000)).toMatchObject({
      ok: false,
      message: expect.stringContaining('clock'),
    });
  });
});
