import { homedir } from 'node:os';
import { AppFailure } from '../../contract/error.ts';
import type { Launcher } from '../../contract/launcher.ts';
import type { ShellHandlers } from '../shell-server.ts';
import {
  launcherFolder,
  launcherPath,
  readLauncher,
  removeLauncher,
  writeLauncher,
} from './launcher-file.ts';
import { launcherObstacle, launcherText, pathLineOf } from './launcher-text.ts';

type LauncherCalls = 'launcher.get' | 'launcher.install' | 'launcher.remove';

/** The handlers of the launcher. The page sends nothing that chooses the file or what is in it. */
export function launcherHandlers(options: {
  /** The command line. */
  programPath: string;
  platform?: NodeJS.Platform;
}): Pick<ShellHandlers, LauncherCalls> {
  const { programPath, platform = process.platform } = options;
  const text = launcherText(programPath);
  const obstacleNow = () => launcherObstacle({ programPath, platform, env: process.env });
  const launcher = async (): Promise<Launcher> => {
    const home = homedir();
    const found = await readLauncher(home);
    return {
      path: launcherPath(home),
      file: found.kind !== 'own' ? found.kind : found.text === text ? 'current' : 'outdated',
      pathLine: pathLineOf(launcherFolder(home), home, process.env),
      obstacle: obstacleNow(),
    };
  };
  return {
    'launcher.get': () => explained(launcher),
    'launcher.install': () =>
      explained(async () => {
        const message = obstacleNow();
        if (message !== null) throw new AppFailure({ type: 'conflict', message });
        await writeLauncher(homedir(), text);
        return await launcher();
      }),
    'launcher.remove': () =>
      explained(async () => {
        await removeLauncher(homedir());
        return await launcher();
      }),
  };
}

/** Errors of the file system, such as a folder of another user, in words. */
async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppFailure) throw error;
    const message = `${launcherPath(homedir())} cannot be read or written.`;
    throw new AppFailure({ type: 'conflict', message, raw: String(error) });
  }
}
