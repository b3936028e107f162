import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../setup/cache.mjs';
import { capture, hasProgram, mustRun } from '../setup/command.mjs';
import { withLock } from '../setup/lock.mjs';
import { Stop, say } from '../setup/report.mjs';

/** Debian's suites that carry newer engines; their packages are unpacked into the cache, never installed. */
const suites = { 26.1: 'trixie', 28.5: 'sid' };
const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * The programs of an engine.
 * @param {string | undefined} requested `26.1` or `28.5`; undefined is the installed one
 * @returns {Promise<{ path: string, version: string }>} search path that finds dockerd first, and its version
 */
export async function engineBinaries(requested) {
  if (requested === undefined) return installed();
  const suite = suites[requested];
  if (!suite) throw new Stop(`no engine ${requested}: choose one of ${Object.keys(suites).join(', ')}`);
  const folder = cacheFolder('engine-binaries', requested);
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(join(folder, 'usr/sbin/dockerd'))) return;
    say(`fetching engine ${requested} from Debian ${suite}`);
    await unpack(suite, folder);
  });
  const path = `${join(folder, 'usr/sbin')}:${join(folder, 'usr/bin')}:${systemPath}`;
  const version = versionOf(path);
  if (!version.startsWith(`${requested}.`)) {
    throw new Stop(`Debian ${suite} now has engine ${version} and no longer ${requested}`);
  }
  return { path, version };
}

function installed() {
  if (!hasProgram('dockerd')) throw new Stop('dockerd is not installed');
  return { path: systemPath, version: versionOf(systemPath) };
}

function versionOf(path) {
  const output = capture('dockerd', ['--version'], { env: { PATH: path } });
  const [, version] = /version ([\d.]+)/.exec(output) ?? [];
  if (!version) throw new Error(`dockerd --version said: ${output}`);
  return version;
}

async function unpack(suite, folder) {
  const work = cacheFolder('engine-binaries', `.${process.pid}`);
  try {
    const apt = privateApt(suite, work);
    await mustRun('apt-get', [...apt, 'update', '-qq']);
    await mustRun('apt-get', [...apt, 'download', '-qq', 'docker.io', 'containerd'], { cwd: work });
    const root = join(work, 'root');
    for (const archive of readdirSync(work).filter((name) => name.endsWith('.deb'))) {
      await mustRun('dpkg-deb', ['-x', join(work, archive), root]);
    }
    // runc is left out, because a newer one needs a newer C library and the installed one works.
    rmSync(folder, { recursive: true, force: true });
    renameSync(root, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Options that give apt lists and sources of its own: those of the system stay as they are. */
function privateApt(suite, work) {
  const sources = join(work, 'suite.sources');
  writeFileSync(
    sources,
    `Types: deb\nURIs: http://deb.debian.org/debian\nSuites: ${suite}\nComponents: main\n` +
      'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n',
  );
  for (const name of ['lists/partial', 'cache/archives/partial']) {
    mkdirSync(join(work, name), { recursive: true });
  }
  return [
    ...['-o', `Dir::State::lists=${join(work, 'lists')}`],
    ...['-o', `Dir::Cache=${join(work, 'cache')}`],
    ...['-o', `Dir::Etc::sourcelist=${sources}`],
    ...['-o', 'Dir::Etc::sourceparts=/dev/null'],
    ...['-o', 'APT::Sandbox::User=root'],
  ];
}
