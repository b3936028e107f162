import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { connect, createServer, type TlsOptions } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { commonName, signCertificate } from './certificate.ts';
import { createCertificateAuthority, loadAuthority } from './certificate-authority.ts';
import { flowErrorOf } from './destination.ts';

const HOUR_MS = 3_600_000;
const pem = createCertificateAuthority(Date.now());
const loaded = loadAuthority(pem, Date.now());
if (!loaded.ok) throw new Error(loaded.message);
const { authority } = loaded;

let server: Server | undefined;
afterEach(() => server?.close());

function certificate({ fromMs = -HOUR_MS, toMs = HOUR_MS, host = 'api.test', byItself = false } = {}) {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const cert = signCertificate({
    subjectKey: privateKey,
    ...(byItself ? { commonName: host } : {}),
    issuer: byItself ? { name: commonName(host), privateKey } : authority,
    notBefore: new Date(Date.now() + fromMs),
    notAfter: new Date(Date.now() + toMs),
    host,
  });
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert };
}

/** What the gateway records of a TLS connection to a server. */
async function errorAt(listener: Server, ca: string | undefined = pem.certificatePem): Promise<string> {
  server = listener.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = connect({ host: '127.0.0.1', port, servername: 'api.test', ...(ca ? { ca } : {}) });
  const error = await new Promise<unknown>((resolve) => {
    socket.on('error', resolve);
    socket.on('data', () => resolve(undefined));
  });
  socket.destroy();
  return error === undefined ? 'none' : flowErrorOf(error);
}

const secure = (options: TlsOptions) =>
  createServer(options, (socket) => socket.end('hello')).on('tlsClientError', () => {});

describe('the error of TLS with a server', () => {
  it('is none with a certificate that holds', async () => {
    expect(await errorAt(secure(certificate()))).toBe('none');
  });

  it.each([
    ['certificate-expired', certificate({ fromMs: -2 * HOUR_MS, toMs: -HOUR_MS })],
    ['certificate-not-yet-valid', certificate({ fromMs: HOUR_MS, toMs: 2 * HOUR_MS })],
    ['certificate-wrong-name', certificate({ host: 'other.test' })],
    ['certificate-self-signed', certificate({ byItself: true })],
  ])('is %s where the certificate is', async (expected, options) => {
    expect(await errorAt(secure(options))).toBe(expected);
  });

  it('says that nobody here knows the authority', async () => {
    expect(await errorAt(secure(certificate()), '')).toBe('certificate-unknown-authority');
  });

  it('says that the server wants a certificate of the client', async () => {
    const options = { ...certificate(), ca: pem.certificatePem, requestCert: true, rejectUnauthorized: true };
    expect(await errorAt(secure(options))).toBe('server-wants-certificate');
  });

  it('does not blame the certificate of a server that speaks no TLS', async () => {
    const plain = createTcpServer((socket) => socket.on('error', () => {}).end('220 mail.test ESMTP\r\n'));
    expect(await errorAt(plain)).toBe('server-tls-failed');
  });
});
