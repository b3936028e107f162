import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from './command.mjs';
import { isDebianRoot } from './debian.mjs';
import { keepModules, takeKeptModules } from './kept-modules.mjs';
import { Stop, say } from './report.mjs';

/** The Node that `engines` in package.json asks for. */
export const oldestNode = [20, 19];

/**
 * Whether a Node version (`20.19.1`) is new enough for the tools.
 */
export function isNodeNewEnough(version, [major, minor] = oldestNode) {
  const [haveMajor = 0, haveMinor = 0] = version.split('.').map(Number);
  return haveMajor > major || (haveMajor === major && haveMinor >= minor);
}

/**
 * Whether what npm recorded as installed is what the lock file asks for. Optional packages (those of other
 * platforms) may be absent. Times of files would not do: a checkout makes the lock file look new.
 * @param {{ packages: Record<string, { version?: string, optional?: boolean }> }} lock package-lock.json
 * @param {{ packages: Record<string, { version?: string }> }} installed node_modules/.package-lock.json
 */
export function isInstalled(lock, installed) {
  return Object.entries(lock.packages).every(([path, { version, optional }]) => {
    // This entry is the project itself.
    if (path === '') return true;
    const present = installed.packages[path];
    return present ? present.version === version : optional === true;
  });
}

/** Installs the dependencies when they are missing or not those of the lock file. No install script runs (.npmrc). */
export async function ensureNodeModules(root = process.cwd()) {
  if (!isNodeNewEnough(process.versions.node)) {
    const required = oldestNode.join('.');
    throw new Stop(
      `Node ${process.versions.node} is too old: ${required} or newer is needed (https://nodejs.org)`,
    );
  }
  const recorded = join(root, 'node_modules/.package-lock.json');
  const isComplete = () =>
    existsSync(recorded) && isInstalled(readJson(join(root, 'package-lock.json')), readJson(recorded));
  if (isComplete()) return;
  // A person has few clones, and half a gigabyte to spare for other things.
  const keeps = isDebianRoot();
  if (keeps && (await takeKeptModules(root)) && isComplete()) return;
  say('installing dependencies (npm ci)');
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  await mustRun('npm', ['ci', ...quiet], { cwd: root, shell: process.platform === 'win32' });
  if (keeps) await keepModules(root);
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
