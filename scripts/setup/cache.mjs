import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where downloads, images and test engines live: outside the repository, and safe to delete at any time. */
export function cacheRoot(env = process.env, isRoot = process.getuid?.() === 0) {
  if (env.BULKHEAD_CACHE) return env.BULKHEAD_CACHE;
  return isRoot ? '/var/cache/bulkhead' : join(homedir(), '.cache', 'bulkhead');
}

/** Returns a folder of the cache, and creates it if it is missing. */
export function cacheFolder(...parts) {
  const folder = join(cacheRoot(), ...parts);
  mkdirSync(folder, { recursive: true });
  return folder;
}
