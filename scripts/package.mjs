/**
 * `npm run package` builds release/<platform>-unpacked for trying and testing; it keeps inspection, because
 * Playwright drives the app through it. `npm run release` builds every archive and installer of this platform
 * with inspection off, and only with the official Electron.
 */
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ensureElectronDist } from './electron-dist.mjs';
import { mustRun } from './setup/command.mjs';
import { buildFuses } from './setup/fuses.mjs';
import { ensureNodeModules } from './setup/node-modules.mjs';
import { runMain, Stop, say } from './setup/report.mjs';

await runMain(async () => {
  const { values } = parseArgs({ options: { release: { type: 'boolean', default: false } } });
  process.chdir(new URL('..', import.meta.url).pathname);
  await ensureNodeModules();
  const electron = await ensureElectronDist();
  if (values.release && !electron.official) throw new Stop('a release needs the official Electron');
  await mustRun(process.execPath, ['scripts/build.mjs']);
  await packageApp(electron, values.release);
  say(
    values.release ? 'release/ is ready' : 'the packaged app is in release/; it keeps inspection, for tests',
  );
});

async function packageApp(electron, isRelease) {
  const { build, Platform } = await import('electron-builder');
  rmSync('release', { recursive: true, force: true });
  await build({
    targets: isRelease ? undefined : Platform.current().createTarget('dir'),
    publish: 'never',
    config: {
      electronVersion: electron.version,
      electronDist: electron.folder,
      // Everything is bundled: false says that there are no node_modules to collect.
      beforeBuild: async () => false,
      electronFuses: buildFuses({
        platform: process.platform,
        electronVersion: electron.version,
        inspection: !isRelease,
      }),
    },
  });
}
