import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { cacheRoot } from '../setup/cache.mjs';
import { hasProgram } from '../setup/command.mjs';
import { ensurePackages, optionalPackages, packagesFor } from '../setup/debian.mjs';
import { withLock } from '../setup/lock.mjs';
import { childrenOf, isRunning, startTicks, waitUntil } from '../setup/processes.mjs';
import { Stop, say } from '../setup/report.mjs';
import { answers } from './api.mjs';
import { engineBinaries } from './binaries.mjs';
import { chooseDataRoot, takeDataRoot } from './data-root.mjs';
import { ensureImages } from './images.mjs';
import { enginePlace } from './place.mjs';
import { engineVariant } from './variants.mjs';

/**
 * @typedef {object} EngineStatus
 * @property {string} name
 * @property {boolean} running
 * @property {string} dockerHost
 * @property {string} socket
 * @property {string} internet folder of the fake internet: query log, control socket, test CA
 * @property {string | undefined} version of the engine, as it names itself
 * @property {string | undefined} variant of how the engine is set up
 * @property {boolean} outside whether the real network can be reached through the fake internet
 * @property {{ engine: number, engineNet: number, internetNet: number } | undefined} pids host pids, for `nsenter`
 */

/**
 * Starts the named private engine, or finds it running. Needs root on Debian.
 * @param {string} name
 * @param {{ outside?: boolean, version?: string, variant?: string, keep?: boolean, asShipped?: boolean }} options
 * version `26.1` or `28.5`, instead of the installed engine; a variant of `variants.mjs`; keep: with the containers,
 * networks and volumes that it had when it was stopped; asShipped: without what makes engines of tests cheaper, for
 * measurements
 * @returns {Promise<EngineStatus>}
 */
export async function startEngine(
  name,
  {
    outside = false,
    version = process.env.BULKHEAD_TEST_ENGINE_VERSION,
    variant: variantName,
    keep = false,
    asShipped = false,
  } = {},
) {
  const variant = engineVariant(variantName);
  const place = enginePlace(name);
  if (process.getuid?.() !== 0)
    throw new Stop('a private test engine needs root; set DOCKER_HOST to use another engine');
  // docker-ce works as well, and conflicts with Debian's package.
  const packages = packagesFor.engine.filter((name) => name !== 'docker.io' || !hasProgram('dockerd'));
  mkdirSync(cacheRoot(), { recursive: true });
  // Several engines start at once, and package managers refuse to run twice at a time.
  await withLock(join(cacheRoot(), 'packages.lock'), () =>
    ensurePackages([...packages, ...(variant?.packages ?? [])], { optional: optionalPackages }),
  );
  const store = await ensureImages();
  const binaries = await engineBinaries(version ?? variant?.version);
  mkdirSync(place.folder, { recursive: true });
  return await withLock(place.lock, async () => {
    const present = engineStatus(name);
    if (present.running && (await answers(place.socket))) {
      if (outside && !present.outside) throw new Stop(`engine ${name} runs without --outside: stop it first`);
      if (version && present.version !== binaries.version)
        throw new Stop(`engine ${name} is ${present.version}: stop it first`);
      if (variantName && present.variant !== variantName)
        throw new Stop(`engine ${name} is not set up as ${variantName}: stop it first`);
      return present;
    }
    await stopNow(place);
    say(`starting test engine ${name}`);
    await launch(place, { store, outside, binaries, variant, keep, asShipped });
    return engineStatus(name);
  });
}

/** Stops the named engine and removes its files. A second call does nothing. */
export async function stopEngine(name) {
  const place = enginePlace(name);
  if (!existsSync(place.folder)) return;
  await withLock(place.lock, async () => await stopNow(place));
}

/** @returns {EngineStatus} */
export function engineStatus(name) {
  const place = enginePlace(name);
  const state = readState(place);
  const running = state !== undefined && isRunning(state) && existsSync(place.ready);
  const { dockerHost, socket, internet } = place;
  const pids = running ? hostPids(state, JSON.parse(readFileSync(place.ready, 'utf8'))) : undefined;
  return {
    name,
    running,
    dockerHost,
    socket,
    internet,
    outside: running && state.outside,
    version: state?.version,
    variant: state?.variant,
    pids,
  };
}

export function engineNames() {
  const folder = join(cacheRoot(), 'engines');
  return existsSync(folder) ? readdirSync(folder).filter((name) => !name.endsWith('.lock')) : [];
}

async function launch(place, options) {
  rmSync(place.ready, { force: true });
  mkdirSync(place.internet, { recursive: true });
  mkdirSync(place.roots, { recursive: true });
  const state = await withLock(`${place.roots}.lock`, async () => spawnSupervisor(place, options), {
    pollMs: 20,
  });
  const isSettled = await waitUntil(() => existsSync(place.ready) || !isRunning(state), {
    timeoutMs: 90_000,
  });
  if (isSettled && existsSync(place.ready)) return;
  await stopNow(place);
  const tail = readFileSync(place.log, 'utf8').split('\n').slice(-15).join('\n');
  throw new Stop(`test engine ${place.name} did not start; end of ${place.log}:\n${tail}`);
}

/** Starts the processes of an engine on a data folder that no other engine uses. */
function spawnSupervisor(place, options) {
  const { binaries, variant, outside } = options;
  const root = chooseDataRoot(place, binaries.version, variant?.name);
  const configFile = join(place.folder, 'supervisor.json');
  writeFileSync(configFile, JSON.stringify({ ...options, place, root }));
  const log = openSync(place.log, 'w');
  const supervisor = new URL('./supervisor.mjs', import.meta.url).pathname;
  const child = spawn(
    'unshare',
    // --kill-child: whatever ends this process ends the first one inside, and with it every other.
    [
      '--mount',
      '--pid',
      '--fork',
      '--kill-child',
      '--mount-proc',
      'tini',
      '--',
      process.execPath,
      supervisor,
      configFile,
    ],
    { detached: true, stdio: ['ignore', log, log], cwd: '/' },
  );
  child.unref();
  const state = {
    pid: child.pid,
    startTicks: startTicks(child.pid),
    outside,
    version: binaries.version,
    variant: variant?.name,
  };
  writeFileSync(place.state, JSON.stringify(state));
  takeDataRoot(root, state);
  return state;
}

async function stopNow(place) {
  const state = readState(place);
  if (state && isRunning(state)) {
    const [init] = childrenOf(state.pid);
    if (init) process.kill(init, 'SIGTERM');
    const hasStopped = await waitUntil(() => !isRunning(state), { timeoutMs: 30_000 });
    if (!hasStopped) {
      process.kill(state.pid, 'SIGKILL');
      await waitUntil(() => !isRunning(state), { timeoutMs: 5_000 });
    }
  }
  await removeCgroups(place.cgroup);
  for (const file of [place.state, place.ready, place.socket, place.outsideSocket])
    rmSync(file, { force: true });
  for (const folder of ['exec', 'registry', 'internet', 'dockerd.pid']) {
    rmSync(join(place.folder, folder), { recursive: true, force: true });
  }
}

function readState(place) {
  return existsSync(place.state) ? JSON.parse(readFileSync(place.state, 'utf8')) : undefined;
}

/** The supervisor knows pids of its own namespace; the kernel lists both in `NSpid`. */
function hostPids(state, ready) {
  const [init] = childrenOf(state.pid);
  const inside = new Map();
  for (const pid of descendants(init)) {
    const line = /^NSpid:\s*(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    inside.set(Number(line?.split(/\s+/)[1]), pid);
  }
  return {
    engine: inside.get(ready.enginePid),
    engineNet: inside.get(ready.engineNetPid),
    internetNet: inside.get(ready.internetNetPid),
  };
}

function descendants(pid) {
  // Two levels are enough: tini → supervisor → its programs.
  return childrenOf(pid).flatMap((child) => [child, ...childrenOf(child)]);
}

/** Empty control groups survive their processes: remove them, deepest first, in every hierarchy (v1) or the one (v2). */
async function removeCgroups(cgroup) {
  const roots = [
    '/sys/fs/cgroup',
    ...readdirSync('/sys/fs/cgroup').map((name) => join('/sys/fs/cgroup', name)),
  ];
  const folders = [...new Set(roots)]
    .map((root) => join(root, cgroup))
    .filter((folder) => existsSync(folder));
  for (const folder of folders) {
    await waitUntil(() => tryRemoveTree(folder), { timeoutMs: 5_000, pollMs: 100 });
  }
}

function tryRemoveTree(folder) {
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) tryRemoveTree(join(folder, entry.name));
    }
    rmdirSync(folder);
    return true;
  } catch (error) {
    if (error.code === 'ENOENT') return true;
    // A dying process is still in the group, so the removal is tried again.
    if (error.code === 'EBUSY') return false;
    throw error;
  }
}
