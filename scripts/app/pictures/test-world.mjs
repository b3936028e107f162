import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';

/** Makes names exist in the engine's fake internet; replaces those set before. */
export function setNames(internet, names) {
  return put(internet, '/names', names);
}

/** Lets the engine reach these real hosts, although its internet is a fake one; replaces those set before. */
export function openOutside(internet, hosts) {
  return put(internet, '/outside', hosts);
}

/** Writes the certificates that the app has to trust beside the usual ones: the fake internet's, and this machine's. */
export function writeAuthorities(internet, file) {
  const own = process.env.NODE_EXTRA_CA_CERTS;
  const texts = [readFileSync(join(internet, 'ca.crt'), 'utf8'), own ? readFileSync(own, 'utf8') : ''];
  writeFileSync(file, texts.join('\n'), { mode: 0o644 });
}

function put(internet, path, value) {
  return new Promise((resolve, reject) => {
    const socketPath = join(internet, 'control.sock');
    const outgoing = request({ socketPath, method: 'PUT', path, timeout: 5_000 }, (response) => {
      response.resume();
      if (response.statusCode === 200) resolve();
      else reject(new Error(`PUT ${path}: ${response.statusCode}`));
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`PUT ${path}: no answer in 5 s`)));
    outgoing.on('error', reject);
    outgoing.end(JSON.stringify(value));
  });
}
