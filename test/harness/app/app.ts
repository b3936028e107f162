import {
  test as base,
  type ElectronApplication,
  _electron as electron,
  expect,
  type Page,
  type TestInfo,
} from '@playwright/test';
import { type LaunchPlan, planLaunch } from '../../../scripts/app/launch-plan.mjs';
import { startVirtualDisplay } from '../../../scripts/app/virtual-display.mjs';
import { removeEverything } from '../../../scripts/engine/api.mjs';
import { type TestEngine, takeWorkerEngine } from '../engine/engine.ts';
import { leftBehind, takeInventory } from '../engine/inventory.ts';

export { expect };

/** Options of a test file: `test.use({ keyring: true })`. */
export interface AppOptions {
  /** A real keyring for safeStorage; without it Electron reports that nothing can be encrypted. */
  keyring: boolean;
  /** The engine that the app tries first; a path without an engine tests the app without one. */
  dockerHost: string | undefined;
  /** Messages of the page's console that this test causes on purpose. */
  expectedConsoleErrors: RegExp[];
}

/** One start of the app. A test of restarts starts the same plan several times. */
export interface RunningApp {
  readonly app: ElectronApplication;
  readonly window: Page;
}

export interface AppFixtures extends AppOptions {
  /** The test's engine; the test fails when it leaves anything there. */
  engine: TestEngine;
  /** Folders, environment and arguments of this test's app, before it starts. */
  plan: LaunchPlan;
  /** Starts the app (again): what was started is closed after the test, and its console must be free of errors. */
  launch: () => Promise<RunningApp>;
  running: RunningApp;
  app: ElectronApplication;
  window: Page;
}

interface WorkerFixtures {
  display: string | undefined;
  workerEngine: TestEngine;
}

/** Keeps the traces of a failed test's app; `npx playwright show-trace` opens a trace. */
async function keepTraces(
  app: ElectronApplication,
  window: Page,
  testInfo: TestInfo,
  start: number,
): Promise<void> {
  await window.screenshot({ path: testInfo.outputPath(`end-${start}.png`) });
  await app.context().tracing.stop({ path: testInfo.outputPath(`trace-${start}.zip`) });
}

export const test = base.extend<AppFixtures, WorkerFixtures>({
  keyring: [false, { option: true }],
  dockerHost: [undefined, { option: true }],
  expectedConsoleErrors: [[], { option: true }],

  display: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the first parameter's names
    async ({}, use) => {
      if (process.platform !== 'linux') return await use(undefined);
      const { display, stop } = await startVirtualDisplay();
      await use(display);
      await stop();
    },
    { scope: 'worker' },
  ],

  workerEngine: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the first parameter's names
    async ({}, use, { parallelIndex }) => await use(await takeWorkerEngine(parallelIndex)),
    { scope: 'worker', timeout: 300_000 },
  ],

  engine: [
    async ({ workerEngine: engine }, use) => {
      const before = await takeInventory(engine);
      await use(engine);
      const left = leftBehind(before, await takeInventory(engine));
      // The objects are removed, so that the next test does not fail because of them.
      if (left.length > 0 && engine.isPrivate) await removeEverything(engine.socket);
      expect(left, 'left behind on the engine').toEqual([]);
    },
    { auto: true },
  ],

  plan: async ({ display, engine, dockerHost, keyring }, use) => {
    const plan = planLaunch({
      ...(display ? { display } : {}),
      dockerHost: dockerHost ?? engine.dockerHost,
      keyring,
    });
    plan.env.BULKHEAD_CHECK_OUTPUTS = '1';
    await use(plan);
    plan.remove();
  },

  launch: async ({ plan, expectedConsoleErrors }, use, testInfo) => {
    const started: RunningApp[] = [];
    const problems: string[] = [];
    await use(async () => {
      const app = await electron.launch({ ...plan, chromiumSandbox: true });
      await app.context().tracing.start({ snapshots: true });
      const window = await app.firstWindow();
      started.push({ app, window });
      window.on('pageerror', (error) => problems.push(error.message));
      window.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
      return { app, window };
    });
    const failed = testInfo.status !== testInfo.expectedStatus;
    for (const [index, { app, window }] of started.entries()) {
      if (failed && !window.isClosed()) await keepTraces(app, window, testInfo, index + 1);
      await app.close();
    }
    const unexpected = problems.filter(
      (text) => !expectedConsoleErrors.some((pattern) => pattern.test(text)),
    );
    expect(unexpected, "errors in the window's console").toEqual([]);
  },

  running: async ({ launch }, use) => await use(await launch()),
  app: async ({ running }, use) => await use(running.app),
  window: async ({ running }, use) => await use(running.window),
});
