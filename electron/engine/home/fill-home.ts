import type { HomeFile } from '../../contract/home-file.ts';
import { parentsOf } from '../../lib/parents-of.ts';
import type { Engine } from '../docker/engine.ts';
import { packTar, type TarEntry } from '../docker/tar.ts';
import { readOwner } from '../images/base-image.ts';
import { HOME_PATH } from '../objects/paths.ts';

/**
 * Writes the files into the new home of a container that has not started yet. A file that the image's own home has
 * stays. `user` is in the format of a container's user, and owns the files.
 */
export async function fillHome(
  engine: Engine,
  { containerId, user, files }: { containerId: string; user: string; files: readonly HomeFile[] },
  signal: AbortSignal,
): Promise<void> {
  const present = await Promise.all(
    files.map(({ path }) => engine.statPath(containerId, `${HOME_PATH}/${path}`, { signal })),
  );
  const missing = files.filter((_file, index) => present[index] === undefined);
  if (missing.length === 0) return;
  const owner = await readOwner(engine, containerId, user, signal);
  const folders = new Set(missing.flatMap(({ path }) => parentsOf(path)));
  const entries: TarEntry[] = [
    ...[...folders].map((name) => ({ name, type: 'directory' as const, mode: 0o700, ...owner })),
    ...missing.map(({ path, text, mode = 0o600 }) => ({
      name: path,
      type: 'file' as const,
      mode,
      content: Buffer.from(text),
      ...owner,
    })),
  ];
  await engine.putArchive(containerId, HOME_PATH, await packTar(entries), { signal });
}
