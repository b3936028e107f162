/**
 * Films the first five minutes with each program that has a subscription: pictures in test-results.
 *
 *   npm run film [-- arguments of Playwright, such as -g Codex]
 */
import { ensurePackages, isDebianRoot } from './setup/debian.mjs';

// Codex compresses what it asks its model.
if (isDebianRoot()) await ensurePackages(['zstd']);
process.env.BULKHEAD_FILM = '1';
process.argv.splice(2, 0, '--only', 'e2e', 'test/e2e/first-task.test.ts', '-g', 'filmed');
await import('./test.mjs');
