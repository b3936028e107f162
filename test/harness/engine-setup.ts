import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { provideEngine, testEngine } from './engine.ts';
import { leftBehind, takeInventory } from './inventory.ts';

/** Vitest's global set-up: an engine before the first test, and proof after the last that nothing was left on it. */
export default async function setup(): Promise<() => Promise<void>> {
  // The gateway container runs the bundled program.
  execFileSync(process.execPath, ['scripts/build.mjs', 'gateway'], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const release = await provideEngine();
  const engine = testEngine();
  const before = await takeInventory(engine);
  return async () => {
    const left = leftBehind(before, await takeInventory(engine));
    await release();
    if (left.length === 0) return;
    // Vitest reports an error in a tear-down and still exits with 0.
    process.exitCode = 1;
    throw new Error(`the tests left behind: ${left.join(', ')}`);
  };
}
