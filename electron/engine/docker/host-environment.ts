import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';

/** The machine's state that discovery reads; an interface, so that tests can replace it. */
export interface HostEnvironment {
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  homePath: string;
  /** Undefined on Windows. */
  uid: number | undefined;
  /** Undefined when the file is missing or cannot be read. */
  readText(path: string): Promise<string | undefined>;
  isFolder(path: string): Promise<boolean>;
}

export function readHostEnvironment(): HostEnvironment {
  return {
    env: process.env,
    platform: process.platform,
    homePath: homedir(),
    uid: process.getuid?.(),
    readText: (path) => readFile(path, 'utf8').catch(() => undefined),
    isFolder: (path) =>
      stat(path).then(
        (stats) => stats.isDirectory(),
        () => false,
      ),
  };
}
