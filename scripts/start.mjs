/**
 * `npm start`: installs what is missing, builds the app and opens it. As root on Debian without an engine, it starts one.
 *
 *   npm start -- --virtual-display    without a display (a server, a container): runs it under Xvfb
 */
import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startVirtualDisplay } from './app/virtual-display.mjs';
import { ensureElectronDist } from './electron-dist.mjs';
import { obtainOwnEngine } from './engine/own-engine.mjs';
import { hasProgram, mustRun } from './setup/command.mjs';
import { ensurePackages, installCommand, isDebianRoot, packagesFor } from './setup/debian.mjs';
import { ensureElectronLibraries } from './setup/libraries.mjs';
import { ensureNodeModules } from './setup/node-modules.mjs';
import { runMain, Stop, say, warn } from './setup/report.mjs';

await runMain(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { 'virtual-display': { type: 'boolean', default: false } },
  });
  process.chdir(new URL('..', import.meta.url).pathname);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) warn('running as root: Electron then works only without its sandbox (--no-sandbox)');
  await requireDisplay(values['virtual-display']);
  await ensureNodeModules();
  const electron = await ensureElectronDist();
  const { program, args } = await buildApp(electron);
  if (!isRoot && process.platform === 'linux') requireSandbox(program);
  const engine = await obtainOwnEngine();
  const display = values['virtual-display'] ? await startVirtualDisplay() : undefined;
  if (display) say(`the app runs on the virtual display ${display.display}`);
  try {
    return await open(program, [...args, ...(isRoot ? ['--no-sandbox'] : []), ...positionals], {
      ...(display ? { DISPLAY: display.display } : {}),
      ...(engine ? { DOCKER_HOST: engine.dockerHost } : {}),
    });
  } finally {
    await display?.stop();
    await engine?.release();
  }
});

/** The official Electron opens the folder; the one for testing cannot, and opens the packaged app. */
async function buildApp({ folder, official }) {
  if (!official) {
    await ensureElectronLibraries(join(folder, 'electron'));
    await mustRun(process.execPath, ['scripts/package.mjs']);
    return { program: 'release/linux-unpacked/bulkhead', args: [] };
  }
  const program = join(folder, readFileSync(join(folder, '..', 'path.txt'), 'utf8').trim());
  await ensureElectronLibraries(program);
  say('building the app');
  await mustRun(process.execPath, ['scripts/build.mjs']);
  return { program, args: ['.'] };
}

async function requireDisplay(isVirtual) {
  if (process.platform !== 'linux') return;
  if (isVirtual) {
    if (isDebianRoot()) return await ensurePackages(packagesFor.display);
    if (hasProgram('Xvfb')) return;
    throw new Stop(
      `a virtual display needs Xvfb; on Debian or Ubuntu: ${installCommand(packagesFor.display)}`,
    );
  }
  if (process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return;
  throw new Stop(
    'there is no display here; run the app on a virtual one with: npm start -- --virtual-display',
  );
}

/** Ubuntu lets only programs that AppArmor knows make the namespaces of Electron's sandbox. */
function requireSandbox(program) {
  if (readSetting('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') !== '1') return;
  const helper = join(program, '..', 'chrome-sandbox');
  const { mode, uid } = statSync(helper);
  if (uid === 0 && (mode & 0o4000) !== 0) return;
  throw new Stop(
    "this system restricts user namespaces, so Electron's sandbox needs its helper:\n" +
      `  sudo chown root ${helper} && sudo chmod 4755 ${helper}`,
  );
}

function readSetting(file) {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    // This kernel has no such restriction.
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Runs the app until it ends; an interruption here ends it too. */
function open(program, args, more) {
  const env = { ...process.env, ...more };
  const child = spawn(program, args, { stdio: 'inherit', env });
  for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => child.kill(name));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 0));
  });
}
