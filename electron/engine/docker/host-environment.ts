import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';

/** The machine's state that discovery reads; an interface, so that tests can replace it. */
export interface HostEnvironment {
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  homePath: string;
  /** Undefined on Windows. */
  uid: number | undefined;
  /** Undefined when there is no such file; rejects when it is there and cannot be read. */
  readText(path: string): Promise<string | undefined>;
  isFolder(path: string): Promise<boolean>;
}

export function readHostEnvironment(): HostEnvironment {
  return {
    env: process.env,
    platform: process.platform,
    homePath: homedir(),
    uid: process.getuid?.(),
    readText: (path) =>
      readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
        throw error;
      }),
    isFolder: (path) =>
      stat(path).then(
        (stats) => stats.isDirectory(),
        () => false,
      ),
  };
}
