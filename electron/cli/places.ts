import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The app's name, from which Electron derives its data folder. */
const APP_NAME = 'Bulkhead';

interface Environment {
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  homePath: string;
}

/** The app's data folder, as Electron's `userData`; `BULKHEAD_DATA` names another one. */
export function dataPathOf(
  { env, platform, homePath }: Environment = {
    env: process.env,
    platform: process.platform,
    homePath: homedir(),
  },
): string {
  if (env.BULKHEAD_DATA) return env.BULKHEAD_DATA;
  switch (platform) {
    case 'win32':
      return join(env.APPDATA || join(homePath, 'AppData', 'Roaming'), APP_NAME);
    case 'darwin':
      return join(homePath, 'Library', 'Application Support', APP_NAME);
    default:
      return join(env.XDG_CONFIG_HOME || join(homePath, '.config'), APP_NAME);
  }
}

/**
 * Where the program's files are, seen from its own folder: `dist/cli` of a checkout, or `cli` of the packaged app's
 * resources.
 */
export function programPlaces(folder: string): {
  assetsPath: string;
  gatewayPath: string;
  /** The page of the window. */
  pagePath: string;
} {
  const packaged = join(folder, '..', 'assets');
  return {
    assetsPath: existsSync(packaged) ? packaged : join(folder, '..', '..', 'assets'),
    gatewayPath: join(folder, '..', 'gateway', 'gateway.cjs'),
    pagePath: join(folder, '..', 'renderer'),
  };
}
