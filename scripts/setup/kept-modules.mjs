import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache.mjs';
import { mustRun } from './command.mjs';
import { withLock } from './lock.mjs';

/**
 * Copies the packages that an earlier clone installed by the same lock file: npm unpacks them in twenty seconds, a copy
 * takes four. Resolves to whether there were any.
 */
export async function takeKeptModules(root) {
  return await withKept(root, async (kept) => {
    if (!existsSync(kept)) return false;
    await copy(kept, join(root, 'node_modules'));
    return true;
  });
}

/** Keeps what npm has installed for the next clone, in the place of what was kept before. */
export async function keepModules(root) {
  await withKept(root, async (kept, folder) => {
    await copy(join(root, 'node_modules'), kept);
    for (const name of readdirSync(folder))
      if (!kept.endsWith(name)) rmSync(join(folder, name), { recursive: true, force: true });
  });
}

function withKept(root, work) {
  const folder = cacheFolder('node-modules');
  const key = createHash('sha256')
    .update(`${process.version} ${process.platform} ${process.arch}\n`)
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
    .slice(0, 16);
  return withLock(join(cacheFolder(), 'node-modules.lock'), () => work(join(folder, key), folder));
}

/** The copy gets its name when it is whole. */
async function copy(from, to) {
  const part = `${to}.part`;
  for (const old of [part, to]) rmSync(old, { recursive: true, force: true });
  await mustRun('cp', ['-a', from, part]);
  renameSync(part, to);
}
