import type { Program } from './machine.ts';

/** An archive of Docker's static programs. */
export interface Archive {
  /** Path below the address of the downloads. */
  path: string;
  sha256: string;
}

export interface Release {
  version: string;
  archives: readonly Archive[];
}

export const DOWNLOADS = 'https://download.docker.com/linux/static/stable';

const VERSION = '29.6.2';

/** Docker publishes no checksums for these archives; these are of the archives that others pin as well. */
const digests: Readonly<Record<string, { folder: string; engine: string; rootless: string }>> = {
  x64: {
    folder: 'x86_64',
    engine: 'd6204aea92238e2453d5445c885b9d2e5eb8f82915568ec50edf9dbe12a3ac74',
    rootless: '72c863f215d873c251e95f3818f96493d2b733dc66d2c7f154f983091a3a5cd9',
  },
  arm64: {
    folder: 'aarch64',
    engine: '8d16d8b3b158c132a9fb9963d4b4345746f925e287e154c9ed880ac257baf292',
    rootless: '5f5f379166ac52e54941b3fe31e73b0796e20f2628e6a4e82b4863ed52e6751b',
  },
};

/** The programs that a release holds; the others come from the distribution. */
export const RELEASED: readonly Program[] = ['dockerd', 'rootlesskit'];

/** The pinned release for an architecture, as Node.js names it; undefined where there is none. */
export function releaseFor(arch: string): Release | undefined {
  const known = digests[arch];
  if (!known) return undefined;
  const { folder, engine, rootless } = known;
  return {
    version: VERSION,
    archives: [
      { path: `${folder}/docker-${VERSION}.tgz`, sha256: engine },
      { path: `${folder}/docker-rootless-extras-${VERSION}.tgz`, sha256: rootless },
    ],
  };
}
