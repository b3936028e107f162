import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { keepTrackOfEngines } from './engine.ts';

/** Vitest's global set-up. The workers start engines when they need one; those are stopped at the end. */
export default function setup(): () => Promise<void> {
  // The gateway container runs the bundled program.
  execFileSync(process.execPath, ['scripts/build.mjs', 'gateway'], {
    cwd: join(import.meta.dirname, '../../..'),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return keepTrackOfEngines();
}
