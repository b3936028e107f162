import { cpSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { cacheRoot } from '../setup/cache.mjs';
import { capture } from '../setup/command.mjs';

const name = 'bulkhead-test';

/** What this process found out about the machine. A process is started to find it, and each test asks. */
let user;
let makesNamespaces;

/**
 * The ordinary user that the app runs as when tests run as root: then Electron's sandbox is on, as it is for
 * people. Made when missing, and a member of the group that may use the test engine's socket.
 */
export function ensureTestUser() {
  user ??= findOrMakeUser();
  return user;
}

function findOrMakeUser() {
  const entry = findUser() ?? makeUser();
  const [, , uid, gid, , home] = entry.split(':');
  return { name, uid: Number(uid), gid: Number(gid), home };
}

function findUser() {
  try {
    return capture('getent', ['passwd', name]).trim();
  } catch {
    // getent fails when there is no such user.
    return undefined;
  }
}

function makeUser() {
  capture('useradd', ['--create-home', '--shell', '/bin/bash', '--groups', 'docker', name]);
  return capture('getent', ['passwd', name]).trim();
}

/**
 * A path of the packaged app that other users can reach: the app itself, or a copy where a folder above it
 * (such as /root) is closed to them.
 * @returns {{ folder: string, remove: () => void }}
 */
export function reachableCopy(folder) {
  const app = resolve(folder);
  if (isReachable(app)) return { folder: app, remove: () => {} };
  const copy = mkdtempSync(join(cacheRoot(), 'app-'));
  cpSync(app, copy, { recursive: true, mode: 0, verbatimSymlinks: true });
  capture('chmod', ['755', copy]);
  return { folder: copy, remove: () => rmSync(copy, { recursive: true, force: true }) };
}

function isReachable(folder) {
  if ((statSync(folder).mode & 0o001) === 0) return false;
  return folder === '/' || isReachable(dirname(folder));
}

/**
 * Electron's sandbox needs user namespaces or its set-uid helper. Where the first are forbidden (in many
 * containers), root can provide the second.
 */
export function ensureSandbox(folder) {
  makesNamespaces ??= canMakeNamespaces();
  if (makesNamespaces) return;
  const helper = join(folder, 'chrome-sandbox');
  const { uid, mode } = statSync(helper);
  // A change of owner takes the bit away for a moment, in which an app that starts beside this would fail.
  if (uid === 0 && (mode & 0o7777) === 0o4755) return;
  capture('chown', ['root:root', helper]);
  capture('chmod', ['4755', helper]);
}

function canMakeNamespaces() {
  try {
    capture('setpriv', [`--reuid=${name}`, `--regid=${name}`, '--init-groups', 'unshare', '--user', 'true']);
    return true;
  } catch {
    // The kernel refuses, and that is what this function finds out.
    return false;
  }
}
