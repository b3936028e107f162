import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A folder where somebody else planted links to a person's file, under the name that a save of `name` takes and under
 * those that programs commonly use on the way there.
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
