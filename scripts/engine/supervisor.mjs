/**
 * The first program inside a test engine's process and mount namespaces (under tini, which reaps orphans).
 * It makes two network namespaces, one for the engine and one for "the internet", joins them, and runs the
 * programs of both. When it ends, the kernel ends everything else in the process namespace, and with the last
 * process the mounts and networks are gone too: nothing has to be cleaned up one by one.
 */
import { spawn } from 'node:child_process';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { capture } from '../setup/command.mjs';
import { waitUntil } from '../setup/processes.mjs';
import { answers, removeEverything } from './api.mjs';
import { addresses } from './internet/zone.mjs';
import { openOutside } from './outside.mjs';
import { podmanCommand, variantCommand, variantMounts } from './variants.mjs';

const config = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { place, root, store, outside, binaries, variant, keep, asShipped } = config;
const log = createWriteStream(place.log, { flags: 'a' });
const programs = [];
let stopping = false;

process.on('SIGTERM', () => void stop('asked to stop'));
process.on('SIGINT', () => void stop('interrupted'));
start().catch((error) => void stop(`failed to start: ${error.stack}`, 1));

async function start() {
  const engineNet = await newNetwork();
  const internetNet = await newNetwork();
  joinNetworks(engineNet, internetNet);
  openOutside(place.outsideSocket);
  launch('internet', 'nsenter', [
    ...inNetwork(internetNet),
    process.execPath,
    new URL('./internet/main.mjs', import.meta.url).pathname,
    place.internet,
    place.outsideSocket,
    outside ? 'open' : '',
  ]);
  launch('registry', 'nsenter', [...inNetwork(engineNet), 'docker-registry', 'serve', registryConfig()]);
  await startEngine(engineNet, internetNet, keep ? undefined : () => removeEverything(place.socket));
}

/** Starts the engine, and restarts it with all its data when a test has killed it. */
async function startEngine(engineNet, internetNet, prepare) {
  const restart = () => {
    rmSync(place.ready, { force: true });
    startEngine(engineNet, internetNet).catch((error) => void stop(`failed to start: ${error.stack}`, 1));
  };
  const args = ['-c', engineScript(engineNet), 'sh', ...engineArguments()];
  const engine = launch('dockerd', 'sh', args, restart);
  if (!(await waitUntil(() => answers(place.socket), { timeoutMs: 60_000 })))
    throw new Error('no engine after 60 s');
  await prepare?.();
  const ready = { engineNetPid: engineNet, internetNetPid: internetNet, enginePid: engine.pid };
  writeFileSync(place.ready, JSON.stringify(ready));
}

/** Starts an idle process that owns a new network namespace. Its pid identifies the namespace. */
async function newNetwork() {
  const child = launch('network', 'unshare', ['--net', 'sleep', 'infinity']);
  const ownNamespace = readlinkSync('/proc/self/ns/net');
  const hasNamespace = await waitUntil(() => readlinkSync(`/proc/${child.pid}/ns/net`) !== ownNamespace, {
    timeoutMs: 5_000,
    pollMs: 5,
  });
  if (!hasNamespace) throw new Error('no network namespace after 5 s');
  return child.pid;
}

function joinNetworks(engineNet, internetNet) {
  const ip = (pid, ...args) => capture('nsenter', [...inNetwork(pid), 'ip', ...args]);
  const { lan } = addresses;
  ip(engineNet, 'link', 'set', 'lo', 'up');
  ip(internetNet, 'link', 'set', 'lo', 'up');
  ip(engineNet, 'link', 'add', 'wan0', 'type', 'veth', 'peer', 'name', 'lan0', 'netns', String(internetNet));
  ip(engineNet, 'addr', 'add', `${lan.engine}/24`, 'dev', 'wan0');
  ip(engineNet, 'link', 'set', 'wan0', 'up');
  ip(engineNet, 'route', 'add', 'default', 'via', lan.router);
  ip(internetNet, 'addr', 'add', `${lan.router}/24`, 'dev', 'lan0');
  ip(internetNet, 'link', 'set', 'lan0', 'up');
  // Addresses of the local table can be bound one by one, as the name servers do.
  ip(internetNet, 'route', 'add', 'local', addresses.block, 'dev', 'lo');
  for (const address of addresses.publicResolvers)
    ip(internetNet, 'addr', 'add', `${address}/32`, 'dev', 'lo');
  // The namespace owns every other address too, after those of the link, so that all traffic is recorded.
  ip(internetNet, 'route', 'add', 'local', '0.0.0.0/0', 'dev', 'lo', 'table', 'main');
}

/** The registry reads the shared store; what tests push lands in this engine's own layer above it. */
function registryConfig() {
  const folder = join(place.folder, 'registry');
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['upper', 'work', 'merged']) mkdirSync(join(folder, name), { recursive: true });
  const layers = `lowerdir=${store},upperdir=${join(folder, 'upper')},workdir=${join(folder, 'work')}`;
  capture('mount', ['-t', 'overlay', 'overlay', '-o', layers, join(folder, 'merged')]);
  const file = join(folder, 'config.yml');
  writeFileSync(
    file,
    `version: 0.1
log: { level: warn }
storage:
  filesystem: { rootdirectory: ${join(folder, 'merged')} }
  delete: { enabled: true }
http: { addr: "${addresses.registry}" }
`,
  );
  return file;
}

/** The engine has its own mount namespace, in which only it sees another /etc/resolv.conf. */
function engineScript(engineNet) {
  const resolver = join(place.folder, 'resolv.conf');
  writeFileSync(resolver, `nameserver ${addresses.resolver}\n`);
  const target = capture('readlink', ['-f', '/etc/resolv.conf']).trim();
  if (!existsSync(target)) throw new Error('this machine has no /etc/resolv.conf to mount over');
  const mounts = [`mount --bind ${resolver} ${target}`, ...variantMounts(variant, place.folder)];
  return `exec unshare --mount sh -c '${mounts.join(' && ')} && exec nsenter ${inNetwork(engineNet).join(' ')} "$0" "$@"' "$@"`;
}

function engineArguments() {
  if (variant?.podman) return podmanCommand(place.folder, place.dockerHost);
  const configFile = join(place.folder, 'daemon.json');
  const runsc = '/usr/bin/runsc';
  // This build of gVisor (2022-12) refuses to start with its own network stack here, and ptrace needs no KVM.
  const runtimes =
    existsSync(runsc) && !variant?.rootless
      ? { runsc: { path: runsc, runtimeArgs: ['--platform=ptrace', '--network=host'] } }
      : {};
  writeFileSync(configFile, JSON.stringify({ runtimes, ...variant?.config }));
  return [
    ...variantCommand(variant, place.folder),
    'dockerd',
    ...['--config-file', configFile],
    ...['--data-root', root],
    ...['--exec-root', join(place.folder, 'exec')],
    ...['--pidfile', join(place.folder, 'dockerd.pid')],
    ...['--host', place.dockerHost],
    // A rootless engine has neither groups of the machine nor, with cgroup v1, control groups.
    ...(variant?.rootless ? [] : ['--group', 'docker', '--cgroup-parent', place.cgroup]),
    ...['--storage-driver', variant?.storageDriver ?? 'overlay2'],
    ...['--registry-mirror', `http://${variant?.registry ?? addresses.registry}`],
  ];
}

function inNetwork(pid) {
  return [`--net=/proc/${pid}/ns/net`];
}

/** `onKilled`: called instead of stopping everything when SIGKILL ended the program. */
function launch(title, program, args, onKilled) {
  // The caller's environment is not passed: a proxy in it would route the engine's pulls around the test world.
  // GOGC: the engine runs its own program three times for each container that starts, and once for each archive. Such
  // a helper takes some 50 ms of CPU, a quarter of which was the collection of garbage.
  const env = { PATH: binaries.path, HOME: '/root', ...(asShipped ? {} : { GOGC: '400' }) };
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  child.once('error', (error) => void stop(`${title}: ${error.message}`, 1));
  const entry = { title, child };
  child.once('exit', (code, signal) => {
    if (signal !== 'SIGKILL' || !onKilled || stopping)
      return void stop(`${title} ended (${signal ?? code})`, 1);
    programs.splice(programs.indexOf(entry), 1);
    onKilled();
  });
  programs.push(entry);
  return child;
}

/** Stops the engine gracefully first, so that containers end properly. The other programs are killed. */
async function stop(reason, code = 0) {
  if (stopping) return;
  stopping = true;
  log.write(`supervisor: ${reason}\n`);
  const engine = programs.find(({ title }) => title === 'dockerd')?.child;
  if (engine && engine.exitCode === null && engine.signalCode === null) {
    engine.kill('SIGTERM');
    await waitUntil(() => engine.exitCode !== null || engine.signalCode !== null, { timeoutMs: 20_000 });
  }
  log.end(() => process.exit(code));
}
