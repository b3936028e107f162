import { execFile } from 'node:child_process';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { Step } from '../operations/run-steps.ts';
import { download } from './download.ts';
import type { Places } from './places.ts';
import { DOWNLOADS, type Release } from './releases.ts';

const run = promisify(execFile);

/** The folder of the programs that the app downloaded; undefined: it uses those of the distribution. */
export async function installedRelease({ programs }: Places): Promise<string | undefined> {
  const names = await readdir(programs).catch(() => []);
  // Archives, and a folder that is not complete, have names with a dot at the beginning.
  const version = names.filter((name) => !name.startsWith('.')).at(-1);
  return version === undefined ? undefined : join(programs, version);
}

/**
 * Steps that bring the programs of a release. A failure keeps the archives, so that the next try has less to fetch; the
 * folder with the programs appears once it is complete.
 */
export function installSteps(release: Release, places: Places, address = DOWNLOADS): Step[] {
  const archives = release.archives.map(({ path, sha256 }) => ({
    url: `${address}/${path}`,
    sha256,
    path: join(places.programs, `.${basename(path)}`),
  }));
  return [
    {
      id: 'download',
      label: `Download Docker ${release.version}`,
      run: async ({ signal, progress, detail }) => {
        await mkdir(places.programs, { recursive: true, mode: 0o700 });
        for (const archive of archives) {
          detail(basename(archive.url));
          const report = (done: number, total: number | undefined) =>
            progress({ unit: 'bytes', done, ...(total === undefined ? {} : { total }) });
          await download({ ...archive, signal, report });
        }
      },
    },
    {
      id: 'unpack',
      label: 'Unpack it',
      after: ['download'],
      run: async ({ signal }) => {
        const partial = join(places.programs, `.${release.version}`);
        const complete = join(places.programs, release.version);
        for (const folder of [partial, complete]) await rm(folder, { recursive: true, force: true });
        await mkdir(partial, { mode: 0o700 });
        for (const { path } of archives) {
          const options = ['--strip-components=1', '--no-same-owner', '--no-same-permissions'];
          await run('tar', ['-xzf', path, '-C', partial, ...options], { signal });
        }
        await rename(partial, complete);
        for (const { path } of archives) await rm(path, { force: true });
      },
    },
  ];
}
