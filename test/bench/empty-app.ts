import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureElectronDist } from '../../scripts/electron-dist.mjs';

/** The same Electron with a window that shows one line, in the place of the app. */
export async function emptyApp(): Promise<{ folder: string; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-empty-'));
  const { folder: dist } = await ensureElectronDist();
  cpSync(dist, folder, { recursive: true });
  cpSync(join(folder, 'electron'), join(folder, 'bulkhead'));
  const app = join(folder, 'resources/app');
  cpSync('test/bench/empty-window', app, { recursive: true });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
