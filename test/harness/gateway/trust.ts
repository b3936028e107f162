import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { signCertificate } from '../../../electron/gateway/certificate.ts';
import {
  createCertificateAuthority,
  loadAuthority,
} from '../../../electron/gateway/certificate-authority.ts';

/** The certificate authority of the internet of a test, and one server certificate per host. */
export interface TestTrust {
  readonly caPem: string;
  readonly caKeyPem: string;
  /** Key and certificate of the first host. */
  readonly server: { readonly key: string; readonly cert: string };
  certificateFor(host: string): { key: string; cert: string };
}

export function createTestTrust(hosts: readonly string[]): TestTrust {
  const now = Date.now();
  const pem = createCertificateAuthority(now);
  const loaded = loadAuthority(pem, now);
  if (!loaded.ok) throw new Error(loaded.message);
  const certificateFor = (host: string) => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const cert = signCertificate({
      subjectKey: privateKey,
      issuer: { name: loaded.authority.name, privateKey: createPrivateKey(pem.privateKeyPem) },
      notBefore: new Date(now - 1_000_000),
      notAfter: new Date(now + 1_000_000_000),
      host,
    });
    return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert };
  };
  return {
    caPem: pem.certificatePem,
    caKeyPem: pem.privateKeyPem,
    server: certificateFor(hosts[0] ?? 'localhost'),
    certificateFor,
  };
}
