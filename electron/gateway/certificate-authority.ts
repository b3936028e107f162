import { createPrivateKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import type { Name } from '@peculiar/asn1-x509';
import { commonName, signCertificate, subjectOf } from './certificate.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
/**
 * Certificates start in the past, because machines' clocks differ and everyone refuses a certificate that starts
 * tomorrow.
 */
const BACKDATE_MS = DAY_MS;
const AUTHORITY_DAYS = 5 * 365;
const LEAF_DAYS = 30;

export interface AuthorityPem {
  readonly certificatePem: string;
  /** Belongs into the keychain; besides, only the gateway's memory may hold it. */
  readonly privateKeyPem: string;
}

/** An authority that the gateway can sign with. */
export interface Authority {
  readonly certificatePem: string;
  readonly name: Name;
  readonly privateKey: KeyObject;
  readonly notAfterMs: number;
}

export type AuthorityResult =
  | { readonly ok: true; readonly authority: Authority }
  | {
      readonly ok: false;
      readonly message: string;
      /**
       * `early`: the certificate becomes valid later by this clock. The clock is more likely wrong than the
       * certificate.
       */
      readonly reason: 'unusable' | 'expired' | 'early';
    };

/**
 * Creates the certificate authority of one installation: P-256, valid for five years, for server certificates only.
 * @param nowMs epoch milliseconds
 */
export function createCertificateAuthority(nowMs: number): AuthorityPem {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = `Bulkhead local CA ${new Date(nowMs).toISOString().slice(0, 10)}`;
  const certificatePem = signCertificate({
    subjectKey: privateKey,
    commonName: name,
    issuer: { name: commonName(name), privateKey },
    notBefore: new Date(nowMs - BACKDATE_MS),
    notAfter: new Date(nowMs + AUTHORITY_DAYS * DAY_MS),
  });
  return { certificatePem, privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

/** Checks that certificate and key belong together and may sign now; otherwise returns the problem as one sentence. */
export function loadAuthority(pem: AuthorityPem, nowMs: number): AuthorityResult {
  let certificate: X509Certificate;
  let privateKey: KeyObject;
  try {
    certificate = new X509Certificate(pem.certificatePem);
    privateKey = createPrivateKey(pem.privateKeyPem);
  } catch {
    // The message never contains the input, because that may be a private key.
    return { ok: false, reason: 'unusable', message: 'The certificate or its private key cannot be read.' };
  }
  if (!certificate.ca)
    return {
      ok: false,
      reason: 'unusable',
      message: 'The certificate is not one of a certificate authority.',
    };
  if (privateKey.asymmetricKeyType !== 'ec')
    return { ok: false, reason: 'unusable', message: 'The private key is not an elliptic-curve key.' };
  if (!certificate.checkPrivateKey(privateKey))
    return { ok: false, reason: 'unusable', message: 'The private key belongs to another certificate.' };
  const notAfterMs = Date.parse(certificate.validTo);
  if (!(nowMs < notAfterMs))
    return { ok: false, reason: 'expired', message: `The certificate expired on ${certificate.validTo}.` };
  if (nowMs + BACKDATE_MS < Date.parse(certificate.validFrom)) {
    return {
      ok: false,
      reason: 'early',
      message: `The certificate is not valid before ${certificate.validFrom}. Check this machine's clock.`,
    };
  }
  const name = subjectOf(certificate.raw);
  return { ok: true, authority: { certificatePem: pem.certificatePem, name, privateKey, notAfterMs } };
}

export interface Leaf {
  readonly certificatePem: string;
  readonly notAfterMs: number;
}

/** A server certificate for one host, signed by the authority. */
export function issueLeaf(authority: Authority, host: string, leafKey: KeyObject, nowMs: number): Leaf {
  const notAfterMs = Math.min(nowMs + LEAF_DAYS * DAY_MS, authority.notAfterMs);
  const certificatePem = signCertificate({
    subjectKey: leafKey,
    issuer: authority,
    notBefore: new Date(nowMs - BACKDATE_MS),
    notAfter: new Date(notAfterMs),
    host,
  });
  return { certificatePem, notAfterMs };
}
