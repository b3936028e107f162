import {
  type Browser,
  type BrowserContext,
  type ElectronApplication,
  _electron as electron,
  type Page,
  type TestInfo,
} from '@playwright/test';
import type { LaunchPlan } from '../../../scripts/app/launch-plan.mjs';
import { openInBrowser } from './browser.ts';
import { watchDialogFocus } from './dialog-focus.ts';
import { setDataFolder } from './host-call.ts';

type LaunchOptions = Parameters<typeof electron.launch>[0];

/** One start of the app. A test of restarts starts the same plan several times. */
export interface RunningApp {
  /** Throws in a browser. */
  readonly app: ElectronApplication;
  readonly window: Page;
  /** Ends the app, or in a browser the window and its host. */
  close(): Promise<void>;
}

/** An app whose console is watched, and whose steps are traced. */
export interface StartedApp extends RunningApp {
  readonly context: BrowserContext;
  /** Errors in the window's console. */
  readonly problems: string[];
}

/**
 * With BULKHEAD_TRACE_PAGES=1 a trace keeps the page before and after each step, which takes a tenth of the whole run.
 * Without it a failed test has its steps, and the page and a picture of its end.
 */
const KEEPS_PAGES = process.env.BULKHEAD_TRACE_PAGES === '1';

/**
 * Without a graphics card, what turns while an agent is made takes a third of a core. The browser's tests see motion.
 */
export const endlessMotionOff = { reducedMotion: 'reduce' } as const;

/** Keeps the traces of a failed test's app; `npx playwright show-trace` opens a trace. */
export async function keepTraces(
  { context, window }: StartedApp,
  testInfo: TestInfo,
  start: number,
): Promise<void> {
  await window.screenshot({ path: testInfo.outputPath(`end-${start}.png`) });
  await context.tracing.stopChunk({ path: testInfo.outputPath(`trace-${start}.zip`) });
}

/**
 * One start in a thousand of the old Electron of the tests dies of SIGSEGV while the debugger attaches, before the app's
 * code runs. It is started once more, and the run says so.
 */
async function launchElectron(options: LaunchOptions): Promise<ElectronApplication> {
  try {
    return await electron.launch(options);
  } catch (error) {
    if (!(error instanceof Error && /did exit: exitCode=null, signal=SIGSEGV/.test(error.message)))
      throw error;
    console.warn(`Electron is started again: ${error.message}`);
    return await electron.launch(options);
  }
}

/** Starts the packaged app. */
export async function startApp(plan: LaunchPlan): Promise<StartedApp> {
  // Without a graphics card Chromium emulates one, which takes a tenth of the whole run.
  const args = [...plan.args, '--disable-gpu'];
  const app = await launchElectron({ ...plan, args, chromiumSandbox: true });
  const context = app.context();
  await context.tracing.start({ snapshots: KEEPS_PAGES });
  const window = await app.firstWindow();
  await window.emulateMedia(endlessMotionOff);
  return await watched({ app, context, window, close: () => app.close() }, plan);
}

/** Starts `bulkhead serve --web`, and opens its window in the browser. */
export async function startInBrowser(plan: LaunchPlan, browser: Browser): Promise<StartedApp> {
  const { context, window, close } = await openInBrowser(plan, browser);
  await context.tracing.start({ snapshots: KEEPS_PAGES });
  const opened = {
    get app(): never {
      throw new Error('This test drives Electron, so it cannot run in a browser.');
    },
    context,
    window,
    close,
  };
  return await watched(opened, plan);
}

async function watched(opened: Omit<StartedApp, 'problems'>, plan: LaunchPlan): Promise<StartedApp> {
  const { context, window } = opened;
  setDataFolder(window, plan.userData);
  await watchDialogFocus(context, window);
  const problems: string[] = [];
  window.on('pageerror', (error) => problems.push(error.message));
  window.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  // A spread would read `app`, which a browser has not.
  return Object.assign(opened, { problems });
}
