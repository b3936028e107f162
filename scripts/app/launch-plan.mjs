import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureSandbox, ensureTestUser, reachableCopy } from './test-user.mjs';

/**
 * How to start the packaged app for a test: as root, as the ordinary test user in a home of its own.
 * Nothing of the caller's settings reaches it: the user-data folder is new, and so is the home.
 * @param {{ appFolder?: string, display?: string, dockerHost?: string, keyring?: boolean }} options
 * @returns {LaunchPlan}
 * @typedef {object} LaunchPlan
 * @property {string} executablePath
 * @property {string[]} args
 * @property {Record<string, string>} env
 * @property {string} home where the app's user may write
 * @property {string} userData
 * @property {() => void} remove deletes the home and the copy of the app
 */
export function planLaunch({ appFolder = 'release/linux-unpacked', display, dockerHost, keyring = false }) {
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? ensureTestUser() : undefined;
  const app = isRoot ? reachableCopy(appFolder) : { folder: appFolder, remove: () => {} };
  if (isRoot) ensureSandbox(app.folder);
  const home = mkdtempSync(join(tmpdir(), 'bulkhead-home-'));
  const userData = join(home, 'user-data');
  if (user) chownSync(home, user.uid, user.gid);
  const executable = join(app.folder, 'bulkhead');
  const env = {
    ...inherited(),
    HOME: home,
    XDG_RUNTIME_DIR: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    ...(display ? { DISPLAY: display } : {}),
    ...(dockerHost ? { DOCKER_HOST: dockerHost } : {}),
    ...(user
      ? { USER: user.name, LOGNAME: user.name, BULKHEAD_TEST_USER: user.name, BULKHEAD_APP: executable }
      : {}),
    ...(keyring ? { BULKHEAD_KEYRING: '1' } : {}),
  };
  return {
    executablePath: user ? new URL('./run-as-test-user.sh', import.meta.url).pathname : executable,
    args: [
      `--user-data-dir=${userData}`,
      // What tests expect is in English, whatever the locale of who runs them.
      '--lang=en-US',
      // Chromium picks the keyring by the desktop's name, and a virtual display has no desktop.
      ...(keyring ? ['--password-store=gnome-libsecret'] : []),
    ],
    env,
    home,
    userData,
    remove: () => {
      app.remove();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/**
 * Only what programs need to run at all: no token, proxy or setting of the person who runs the tests. The CA file is
 * what image builds need behind a company proxy.
 */
function inherited() {
  const names = [
    'PATH',
    'LANG',
    'LC_ALL',
    'TZ',
    'DISPLAY',
    'XAUTHORITY',
    'WAYLAND_DISPLAY',
    'DOCKER_HOST',
    'NODE_EXTRA_CA_CERTS',
  ];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
