import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { keepTrackOfEngines } from './engine.ts';

/** Vitest's global set-up. The workers start engines when they need one; those are stopped at the end. */
export default function setup(): () => Promise<void> {
  // The gateway's container runs a bundled program; the command line is one; fault tests kill the engine host.
  execFileSync(process.execPath, ['scripts/build.mjs', 'gateway', 'cli', 'engine'], {
    cwd: join(import.meta.dirname, '../../..'),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return keepTrackOfEngines();
}
