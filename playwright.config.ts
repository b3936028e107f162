import { defineConfig } from '@playwright/test';
import type { ProjectOptions } from './test/harness/app/app.ts';
import { BROWSER_ONLY, browserTests } from './test/harness/app/browser-tests.ts';
import { sharedAppTests } from './test/harness/app/shared-app-tests.ts';
import { workerCount } from './test/harness/engine/engine.ts';

/** End-to-end tests on the packaged app (release/linux-unpacked). `npm test` builds it and provides what it needs. */
export default defineConfig<ProjectOptions>({
  testDir: 'test',
  testMatch: ['e2e/**/*.test.ts', 'field/e2e/*.test.ts'],
  globalSetup: './test/harness/app/app-setup.ts',
  outputDir: 'test-results',
  // Each worker has an engine and a display of its own: on one engine, tests would see what others make.
  // A window takes more of a core than an engine, so that more than three only wait for each other on two.
  workers: Math.min(3, workerCount()),
  fullyParallel: true,
  // Deadlines for what hangs. Several workers share few cores with whatever else runs on the machine.
  timeout: 300_000,
  expect: { timeout: 90_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list']],
  projects: [
    { name: 'app', testIgnore: BROWSER_ONLY, grepInvert: sharedAppTests.grep },
    { name: 'shared-app', ...sharedAppTests, use: { shownBy: 'shared app' } },
    { name: 'browser', ...browserTests, use: { shownBy: 'browser' } },
  ],
});
