import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Vitest's global set-up: builds the engine host's program, which the tests run as a process of its own. */
export default function setup(): void {
  execFileSync(process.execPath, ['scripts/build.mjs', 'engine'], {
    cwd: join(import.meta.dirname, '../../..'),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
