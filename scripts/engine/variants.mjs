import { chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { capture } from '../setup/command.mjs';
import { Stop } from '../setup/report.mjs';
import { addresses } from './internet/zone.mjs';

/** Who runs a rootless engine: the user of the end-to-end tests. */
const ROOTLESS_USER = 'bulkhead-test';

/**
 * @typedef {object} EngineVariant
 * @property {string} [version] the engine's version, where the installed one cannot do it
 * @property {object} config more of `daemon.json`
 * @property {string} [storageDriver]
 * @property {string[]} [subordinateOwners] users and groups that get a range in /etc/subuid and /etc/subgid
 * @property {string} [registry] where the engine finds the test registry, instead of on its own loopback
 * @property {boolean} [rootless]
 * @property {boolean} [podman] Podman's service in place of Docker's engine
 * @property {string[]} [packages] of Debian, besides those of every engine
 */

/**
 * How people set up their engines, by name.
 * @type {Record<string, EngineVariant>}
 */
export const variants = {
  'containerd-store': {
    version: '28.5',
    config: { features: { 'containerd-snapshotter': true } },
    storageDriver: 'overlayfs',
  },
  'userns-remap': {
    config: { 'userns-remap': 'nobody:nogroup' },
    subordinateOwners: ['nobody', 'nogroup'],
  },
  // The engine's own bridge takes the only subnet.
  'exhausted-pools': {
    config: { 'default-address-pools': [{ base: '10.99.0.0/28', size: 28 }] },
  },
  rootless: {
    config: { 'insecure-registries': ['10.0.2.2:5000'] },
    registry: '10.0.2.2:5000',
    subordinateOwners: [ROOTLESS_USER],
    rootless: true,
  },
  podman: {
    config: {},
    podman: true,
    packages: ['podman', 'netavark', 'aardvark-dns', 'crun', 'catatonit'],
  },
};

/**
 * @param {string | undefined} name
 * @returns {(EngineVariant & { name: string }) | undefined}
 */
export function engineVariant(name) {
  if (name === undefined) return undefined;
  const variant = variants[name];
  if (!variant) throw new Stop(`no variant ${name}: choose one of ${Object.keys(variants).join(', ')}`);
  return { name, ...variant };
}

/**
 * Shell commands that prepare the engine's own mount namespace: files and devices that it sees in place of the machine's.
 * @param {EngineVariant | undefined} variant
 * @param {string} folder
 * @returns {string[]}
 */
export function variantMounts(variant, folder) {
  const owners = variant?.subordinateOwners ?? [];
  const mounts = (owners.length === 0 ? [] : ['subuid', 'subgid']).map((name) => {
    const file = join(folder, name);
    const target = `/etc/${name}`;
    if (!existsSync(target)) throw new Error(`this machine has no ${target} to mount over`);
    writeFileSync(file, owners.map((owner) => `${owner}:200000:65536\n`).join(''));
    return `mount --bind ${file} ${target}`;
  });
  // Where only root may open the device, an ordinary user's network has no way out.
  const tun = 'mount -t tmpfs tmpfs /dev/net && mknod -m 666 /dev/net/tun c 10 200';
  // Podman keeps locks and network namespaces under fixed names.
  const own = ['/dev/shm', '/run'].map((target) => `mount -t tmpfs tmpfs ${target}`);
  return [...mounts, ...(variant?.rootless ? [tun] : []), ...(variant?.podman ? own : [])];
}

/**
 * The words before `dockerd` and its arguments: none, or those that run it as an ordinary user. As the script of Docker
 * does it (`dockerd-rootless.sh`), but with a way to the machine's loopback, where the test registry is.
 * @param {EngineVariant | undefined} variant
 * @param {string} folder the engine's, which is handed to the user
 * @returns {string[]}
 */
export function variantCommand(variant, folder) {
  if (!variant?.rootless) return [];
  const id = (option) => Number(capture('id', [option, ROOTLESS_USER]).trim());
  const [uid, gid] = [id('-u'), id('-g')];
  const run = join(folder, 'run');
  mkdirSync(run, { recursive: true, mode: 0o700 });
  for (const each of [folder, run]) chownSync(each, uid, gid);
  const forget = 'rm -f /run/docker /run/containerd /run/xtables.lock; exec "$0" "$@"';
  return [
    ...['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--init-groups'],
    ...['env', `HOME=${run}`, `XDG_RUNTIME_DIR=${run}`],
    ...['rootlesskit', '--net=slirp4netns', '--mtu=65520'],
    ...['--port-driver=builtin', '--copy-up=/etc', '--copy-up=/run', '--propagation=rslave'],
    ...['sh', '-c', forget],
  ];
}

/**
 * Podman's service with its API of Docker, which answers on this socket and pulls from the test registry.
 * @param {string} folder the engine's
 * @param {string} dockerHost
 * @returns {string[]}
 */
export function podmanCommand(folder, dockerHost) {
  const config = join(folder, 'containers.conf');
  writeFileSync(
    config,
    '[network]\nnetwork_backend = "netavark"\n[engine]\ncgroup_manager = "cgroupfs"\nruntime = "runc"\n',
  );
  const registries = join(folder, 'registries.conf');
  const mirror = `location = "${addresses.registry}"\ninsecure = true\n`;
  writeFileSync(
    registries,
    `unqualified-search-registries = ["docker.io"]\n[[registry]]\nlocation = "docker.io"\n[[registry.mirror]]\n${mirror}`,
  );
  return [
    ...['env', `CONTAINERS_CONF=${config}`, `CONTAINERS_REGISTRIES_CONF=${registries}`],
    ...['podman', '--root', join(folder, 'root-podman'), '--runroot', '/run/containers'],
    ...['--network-config-dir', join(folder, 'podman-networks'), '--storage-driver', 'overlay'],
    ...['system', 'service', '--time=0', dockerHost],
  ];
}
