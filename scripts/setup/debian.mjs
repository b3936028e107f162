import { existsSync } from 'node:fs';
import { capture, hasProgram, mustRun } from './command.mjs';
import { Stop, say } from './report.mjs';

/** What each job needs on Debian; `runsc` (gVisor) is welcome where the suite has it. */
export const packagesFor = {
  electron: [
    'libgtk-3-0',
    'libnss3',
    'libasound2',
    'libgbm1',
    'libxss1',
    'libxtst6',
    'libatk-bridge2.0-0',
    'libdrm2',
    'libxkbcommon0',
  ],
  display: ['xvfb', 'xauth'],
  keyring: ['dbus', 'gnome-keyring'],
  browser: ['chromium'],
  engine: [
    'docker.io',
    'tini',
    'iptables',
    'iproute2',
    'busybox-static',
    'debootstrap',
    'docker-registry',
    'docker-compose',
    'openssl',
    'ca-certificates',
    'curl',
    'openssh-client',
    'rsync',
    'git',
    'rootlesskit',
    'uidmap',
    'slirp4netns',
  ],
};

/** Packages that improve a job, but are not required. */
export const optionalPackages = ['runsc'];

/** Web servers with which the gateway's tests compare it, if they are installed. */
export const serverPackages = ['nginx', 'apache2-bin'];

/** Shells in which completion is tried, if they are installed. */
export const shellPackages = ['zsh', 'fish'];

/**
 * Which of `wanted` are not installed. A name may live on under another one (Debian's 64-bit-time transition
 * renamed libasound2 to libasound2t64), so the renamed package counts too.
 * @param {string[]} names
 * @param {ReadonlySet<string>} installed
 */
export function missingPackages(names, installed) {
  return names.filter((name) => !installed.has(name) && !installed.has(`${name}t64`));
}

/** Names of the installed packages, or undefined where there is no dpkg. */
function installedPackages() {
  if (!hasProgram('dpkg-query')) return undefined;
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholders
  const lines = capture('dpkg-query', ['-W', '-f', '${db:Status-Abbrev} ${Package}\n']).split('\n');
  return new Set(lines.filter((line) => line.startsWith('ii')).map((line) => line.split(/\s+/)[1]));
}

export function isDebianRoot() {
  return process.getuid?.() === 0 && hasProgram('apt-get') && existsSync('/etc/debian_version');
}

/** Returns the command that installs the missing packages. */
export function installCommand(missing) {
  return `sudo apt-get install --no-install-recommends ${missing.join(' ')}`;
}

/**
 * Makes sure that Debian packages are there: as root they are installed, anybody else is told what to do.
 * @param {string[]} names
 */
export async function ensurePackages(names, { optional = [] } = {}) {
  const installed = installedPackages();
  if (!installed)
    throw new Stop(`this is no Debian system: please install the equivalents of ${names.join(', ')}`);
  const missing = missingPackages(names, installed);
  const extra = missingPackages(optional, installed);
  if (missing.length === 0 && (extra.length === 0 || !isDebianRoot())) return;
  if (!isDebianRoot())
    throw new Stop(`missing: ${missing.join(', ')}\n  get it with: ${installCommand(missing)}`);

  const apt = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'inherit'],
  };
  await mustRun('apt-get', ['update', '-qq'], apt);
  const install = [...missing.map(candidateName), ...extra.filter(hasCandidate)];
  if (install.length === 0) return;
  say(`installing Debian packages: ${install.join(' ')}`);
  // --no-remove keeps other installed packages, also conflicting ones.
  await mustRun(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', '--no-remove', ...install],
    apt,
  );
}

function candidateName(name) {
  return !hasCandidate(name) && hasCandidate(`${name}t64`) ? `${name}t64` : name;
}

function hasCandidate(name) {
  return /Candidate: (?!\(none\))/.test(capture('apt-cache', ['policy', name]));
}
