import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { testEngine } from './engine.ts';

const run = promisify(execFile);
const SIZE_BYTES = 48 * 1024 * 1024;

/**
 * An image that the registry has and the engine has not, not a single layer of it: pulling it takes a while and shows
 * progress. Random bytes, because the engine keeps layers that any other image shares. Resolves to its reference.
 */
export async function publishLargeImage(name: string): Promise<string> {
  const { dockerHost, isPrivate } = testEngine();
  // On a person's own engine there is no registry of ours to push to.
  if (!isPrivate) return 'debian:bookworm-slim';
  const docker = async (...args: string[]) =>
    (await run('docker', ['-H', dockerHost, ...args])).stdout.trim();
  const mirrors = await docker('info', '--format', '{{json .RegistryConfig.Mirrors}}');
  const reference = `${new URL(String(JSON.parse(mirrors)[0])).host}/library/${name}:test`;
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-large-'));
  try {
    await writeFile(join(folder, 'blob'), randomBytes(SIZE_BYTES));
    await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY blob /blob\n');
    await docker('build', '-q', '-t', reference, folder);
    await docker('push', '-q', reference);
    await docker('rmi', reference);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return reference;
}
