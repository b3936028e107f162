import { constants } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { canAccess } from '../../lib/can-access.ts';
import { findProgram } from '../../lib/find-program.ts';
import { ADMINISTRATOR_FOLDERS } from './launch-plan.ts';
import { type Machine, PROGRAMS, type Program } from './machine.ts';

/** Reads what a rootless engine needs. `downloaded`: the folder of the app's own programs, which is searched first. */
export async function readMachine(downloaded: string | undefined): Promise<Machine> {
  const uid = process.getuid?.();
  const base = { platform: process.platform, arch: process.arch, uid, userName: nameOfUser() };
  const [programs, subordinateUsers, subordinateGroups, release, hasTun, userNamespaces, cgroups] =
    await Promise.all([
      findPrograms([downloaded ?? '', ...(process.env.PATH ?? '').split(':'), ...ADMINISTRATOR_FOLDERS]),
      readText('/etc/subuid'),
      readText('/etc/subgid'),
      readText('/etc/os-release'),
      canAccess('/dev/net/tun', constants.R_OK | constants.W_OK),
      readUserNamespaces(),
      readCgroups(uid),
    ]);
  return {
    ...base,
    distribution: distributionOf(release),
    programs,
    subordinateUsers,
    subordinateGroups,
    hasTun,
    userNamespaces,
    cgroups,
  };
}

/** `ID`, then `ID_LIKE`, of os-release(5). */
export function distributionOf(release: string): string[] {
  const value = (name: string) => new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(release)?.[1] ?? '';
  return [value('ID'), ...value('ID_LIKE').split(' ')].filter(Boolean);
}

function nameOfUser(): string {
  try {
    return userInfo().username;
  } catch {
    // An account without an entry in passwd(5) is known by its number alone.
    return String(process.getuid?.() ?? '');
  }
}

async function findPrograms(folders: readonly string[]): Promise<Machine['programs']> {
  const searched = [...new Set(folders)];
  const found = await Promise.all(
    (Object.entries(PROGRAMS) as [Program, readonly string[]][]).map(async ([program, names]) => {
      const path = await findProgram(names, searched);
      return path === undefined ? [] : [[program, path] as const];
    }),
  );
  return Object.fromEntries(found.flat());
}

async function readUserNamespaces(): Promise<Machine['userNamespaces']> {
  const [clone, maximum, restricted, profiles] = await Promise.all([
    readText('/proc/sys/kernel/unprivileged_userns_clone'),
    readText('/proc/sys/user/max_user_namespaces'),
    readText('/proc/sys/kernel/apparmor_restrict_unprivileged_userns'),
    readdir('/etc/apparmor.d').catch(() => []),
  ]);
  if (clone.trim() === '0' || maximum.trim() === '0') return 'disabled';
  const hasProfile = profiles.some((name) => name.includes('rootlesskit'));
  return restricted.trim() === '1' && !hasProfile ? 'restricted' : 'allowed';
}

async function readCgroups(uid: number | undefined): Promise<Machine['cgroups']> {
  const root = '/sys/fs/cgroup';
  if ((await readText(join(root, 'cgroup.controllers'))) === '') return { version: '1', controllers: [] };
  const service = join(root, 'user.slice', `user-${uid}.slice`, `user@${uid}.service`, 'cgroup.controllers');
  return { version: '2', controllers: (await readText(service)).trim().split(/\s+/).filter(Boolean) };
}

/** '' for a file that does not exist, or that an ordinary user may not read. */
async function readText(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch(() => '');
}
