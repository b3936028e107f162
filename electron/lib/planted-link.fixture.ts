import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A folder in which another user planted links to a person's file: at `name`, where a save writes, and at names that
 * programs commonly use for temporary files.
 */
export async function plantLinks(name: string) {
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-links-'));
  const victim = join(folder, 'victim');
  await writeFile(victim, 'mine');
  const path = join(folder, name);
  for (const suffix of ['', '.part', '.new', '.tmp', `.${process.pid}.tmp`])
    await symlink(victim, `${path}${suffix}`);
  return {
    path,
    victim: () => readFile(victim, 'utf8'),
    remove: () => rm(folder, { recursive: true }),
  };
}
