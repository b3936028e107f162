import { chmod, lstat, mkdir, readFile, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { AppFailure } from '../contract/error.ts';
import { writeAtomically } from '../lib/atomic-write.ts';
import { configText, includeLine, withInclude, withoutInclude } from './config-text.ts';
import { ensureKeys, keyPlacesOf } from './keys.ts';

export interface InstallOptions {
  dataPath: string;
  /** Program and arguments that carry a connection; the name of the host is added. */
  proxy: readonly string[];
  /** The person's own configuration; absent: `~/.ssh/config`. */
  configPath?: string;
  platform?: NodeJS.Platform;
}

export const userConfigPath = (): string => join(homedir(), '.ssh', 'config');

/** The file of the installation that the person's own configuration includes. */
export const ownConfigPath = (dataPath: string): string => join(keyPlacesOf(dataPath).folder, 'config');

/** The text of that file; makes the keys that it names. */
export async function sshConfig({ dataPath, proxy, platform }: InstallOptions): Promise<string> {
  await ensureKeys(dataPath);
  return configText({ ...keyPlacesOf(dataPath), proxy, platform: platform ?? process.platform });
}

/** Whether `ssh NAME.bulkhead` reaches this installation. */
export async function isInstalled(dataPath: string, configPath: string = userConfigPath()): Promise<boolean> {
  const [own, user] = await Promise.all([read(ownConfigPath(dataPath)), read(configPath)]);
  return own !== undefined && withInclude(user ?? '', lineOf(dataPath)) === undefined;
}

/** Writes the file of the installation, and adds the line that includes it. Resolves to whether the line was missing. */
export async function installConfig(options: InstallOptions): Promise<boolean> {
  const configPath = options.configPath ?? userConfigPath();
  const own = ownConfigPath(options.dataPath);
  await writeAtomically(own, await sshConfig(options));
  return await edit(configPath, (config) => withInclude(config, lineOf(options.dataPath)));
}

/** Removes the line; the keys stay. Resolves to whether it was there. */
export async function removeConfig(
  dataPath: string,
  configPath: string = userConfigPath(),
): Promise<boolean> {
  return await edit(configPath, (config) => withoutInclude(config, lineOf(dataPath)));
}

/** The line as `read` would read it. */
const lineOf = (dataPath: string): string =>
  Buffer.from(includeLine(ownConfigPath(dataPath))).toString('latin1');

/** Replaces the file as a whole, with its permissions. A link stays one: its target is replaced. */
async function edit(path: string, change: (config: string) => string | undefined): Promise<boolean> {
  const present = await read(path);
  const changed = change(present ?? '');
  if (changed === undefined) return false;
  if (present === undefined) {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeAtomically(path, Buffer.from(changed, 'latin1'));
    return true;
  }
  const target = await realpath(path);
  const { mode } = await lstat(target);
  await writeAtomically(target, Buffer.from(changed, 'latin1'));
  await chmod(target, mode & 0o777);
  return true;
}

/** Reads bytes as they are, whatever their encoding: the rest of the file must not change. */
async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new AppFailure({ type: 'conflict', message: `${path} cannot be read.`, raw: String(error) });
  }
}
