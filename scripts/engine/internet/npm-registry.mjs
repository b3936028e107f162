import { gzipSync } from 'node:zlib';

/** The only token of the registry. */
export const NPM_TOKEN = 'npm_CANARY2f9b7c41d0e85a6630b1';

/**
 * An npm registry with one private package, for npm's own client: below `/npm/`, `@company/lib` in version 1.0.0. Whoever
 * sends another token, or none, is not told that it exists.
 */
const NAME = '@company/lib';
const manifest = { name: NAME, version: '1.0.0', main: 'index.js' };
const tarball = gzipSync(
  Buffer.concat([
    tarFile('package/package.json', JSON.stringify(manifest)),
    tarFile('package/index.js', "module.exports = 'private package';\n"),
    Buffer.alloc(1024),
  ]),
);

/** One file in the format of POSIX ustar. */
function tarFile(name, text) {
  const header = Buffer.alloc(512);
  const octal = (value, length) => `${value.toString(8).padStart(length - 1, '0')}\0`;
  header.write(name, 0);
  header.write(`${octal(0o644, 8)}${octal(0, 8)}${octal(0, 8)}`, 100);
  header.write(`${octal(Buffer.byteLength(text), 12)}${octal(0, 12)}        0`, 124);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const content = Buffer.from(text);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

/** Answers a request below `/npm/`; false when the path is another one. */
export function answerNpm(request, response) {
  if (!request.url.startsWith('/npm/')) return false;
  const path = decodeURIComponent(request.url.slice('/npm/'.length));
  const isAllowed = request.headers.authorization === `Bearer ${NPM_TOKEN}`;
  const dist = { tarball: `https://${request.headers.host}/npm/${NAME}/-/lib-1.0.0.tgz` };
  if (isAllowed && path === NAME) {
    const versions = { '1.0.0': { ...manifest, dist } };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ name: NAME, 'dist-tags': { latest: '1.0.0' }, versions }));
  } else if (isAllowed && path === `${NAME}/-/lib-1.0.0.tgz`)
    response.setHeader('content-type', 'application/octet-stream').end(tarball);
  else response.writeHead(isAllowed ? 404 : 401, { 'content-type': 'application/json' }).end('{}');
  return true;
}
