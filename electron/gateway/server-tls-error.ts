import type { FlowError } from '../contract/egress.ts';

/** Codes of Node's TLS: those of X.509 verification (https://nodejs.org/api/tls.html#x509-certificate-error-codes). */
const CERTIFICATE_ERRORS: Readonly<Record<string, FlowError>> = {
  CERT_HAS_EXPIRED: 'certificate-expired',
  CERT_NOT_YET_VALID: 'certificate-not-yet-valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate-wrong-name',
  HOSTNAME_MISMATCH: 'certificate-wrong-name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate-self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate-unknown-authority',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate-unknown-authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate-unknown-authority',
  // The server leaves out a certificate between its own and the authority's, or the authority is unknown.
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate-unknown-authority',
};

/** The audit's error type for an error code of TLS with a server; undefined when the code is none of TLS. */
export function serverTlsErrorOf(code: string): FlowError | undefined {
  const known = CERTIFICATE_ERRORS[code];
  if (known) return known;
  if (/ALERT_CERTIFICATE_REQUIRED/.test(code)) return 'server-wants-certificate';
  if (/^ERR_SSL|^ERR_TLS/.test(code)) return 'server-tls-failed';
  if (/CERT|CRL|UNABLE_TO_|INVALID_CA|PATH_LENGTH_EXCEEDED|INVALID_PURPOSE/.test(code))
    return 'certificate-refused';
  return undefined;
}
