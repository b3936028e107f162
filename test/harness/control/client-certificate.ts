import { createPrivateKey, sign } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { Certificate, ExtendedKeyUsage, id_ce_extKeyUsage, id_kp_clientAuth } from '@peculiar/asn1-x509';

/** Makes a client's certificate of a server's, which the same authority signs again. */
export function clientCertificate(serverPem: string, authorityKeyPem: string): string {
  const der = Buffer.from(serverPem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const certificate = AsnConvert.parse(der, Certificate);
  for (const extension of certificate.tbsCertificate.extensions ?? []) {
    if (extension.extnID === id_ce_extKeyUsage)
      extension.extnValue = new OctetString(AsnConvert.serialize(new ExtendedKeyUsage([id_kp_clientAuth])));
  }
  const body = new Uint8Array(AsnConvert.serialize(certificate.tbsCertificate));
  certificate.signatureValue = new Uint8Array(sign('sha256', body, createPrivateKey(authorityKeyPem))).buffer;
  const base64 = Buffer.from(AsnConvert.serialize(certificate)).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}
