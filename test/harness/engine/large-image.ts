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
 * Pushes an image to the registry and leaves no layer of it on the engine, so that a pull takes time and shows progress.
 * The bytes are random, because the engine keeps layers that other images share. Resolves to the image's reference.
 */
export async function publishLargeImage(name: string): Promise<string> {
  const { dockerHost, isPrivate } = testEngine();
  // A person's engine has no test registry to push to.
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
