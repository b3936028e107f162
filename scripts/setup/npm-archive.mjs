import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cacheFolder } from './cache.mjs';
import { capture } from './command.mjs';
import { Stop, say } from './report.mjs';

/**
 * A published npm package as a file in the cache, fetched with the person's own npm settings and checked
 * against the integrity we pinned: a package that changed is refused, whoever served it.
 * @param {{ name: string, version: string, integrity: string }} pin integrity as in a lock file: sha512-BASE64
 * @returns {Promise<string>} path of the .tgz
 */
export async function npmArchive({ name, version, integrity }) {
  const folder = cacheFolder('npm');
  const file = join(folder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
  if (existsSync(file) && (await integrityOf(file)) === integrity) return file;
  say(`fetching ${name}@${version} from the npm registry`);
  const staging = join(folder, `.${process.pid}`);
  mkdirSync(staging, { recursive: true });
  try {
    const output = capture('npm', ['pack', '--silent', '--pack-destination', staging, `${name}@${version}`], {
      timeoutMs: 10 * 60_000,
      cwd: staging,
    });
    const fetched = join(staging, output.trim().split('\n').at(-1));
    const actual = await integrityOf(fetched);
    if (actual !== integrity) {
      throw new Stop(`${name}@${version} has integrity ${actual}, pinned is ${integrity}: refused`);
    }
    renameSync(fetched, file);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  return file;
}

async function integrityOf(file) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return `sha512-${hash.digest('base64')}`;
}
