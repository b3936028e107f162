import { defineConfig } from '@playwright/test';

/** End-to-end tests on the packaged app (release/linux-unpacked). `npm test` builds it and provides what it needs. */
export default defineConfig({
  testDir: 'test/e2e',
  globalSetup: './test/harness/app-setup.ts',
  outputDir: 'test-results',
  // One engine serves all tests, and each checks what it left there: side by side they would see one another.
  workers: 1,
  // Starting Electron with a software GPU on two busy cores takes seconds.
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list']],
});
