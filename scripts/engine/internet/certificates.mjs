import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The test world's own certificate authority: a certificate for whatever name a client asks for, made on demand.
 * @param {string} folder holds `ca.crt`, which clients have to trust
 * @returns {(name: string) => { key: Buffer, cert: string }} for a host name or an IPv4 address
 */
export function openCertificates(folder) {
  mkdirSync(folder, { recursive: true });
  const file = (name) => join(folder, name);
  const newKey = (name) => openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', file(name));
  if (!existsSync(file('ca.crt'))) {
    newKey('ca.key');
    openssl(
      'req',
      '-x509',
      '-new',
      '-key',
      file('ca.key'),
      '-days',
      '3650',
      '-subj',
      '/CN=Bulkhead test CA',
      '-out',
      file('ca.crt'),
    );
  }
  newKey('server.key');
  const key = readFileSync(file('server.key'));
  const issued = new Map();

  return (name) => {
    const cached = issued.get(name);
    if (cached) return cached;
    const kind = /^[\d.]+$/.test(name) ? 'IP' : 'DNS';
    writeFileSync(file('names.cnf'), `subjectAltName=${kind}:${name}\nextendedKeyUsage=serverAuth\n`);
    openssl('req', '-new', '-key', file('server.key'), '-subj', '/CN=test', '-out', file('server.csr'));
    const signed = ['-CA', file('ca.crt'), '-CAkey', file('ca.key'), '-CAcreateserial', '-days', '365'];
    const cert = openssl('x509', '-req', '-in', file('server.csr'), ...signed, '-extfile', file('names.cnf'));
    const certificate = { key, cert };
    issued.set(name, certificate);
    return certificate;
  };
}

function openssl(...args) {
  return execFileSync('openssl', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
