import { listedTests } from './listed-tests.ts';

/**
 * The end-to-end tests that also run in the current Chromium, against `bulkhead serve --web`: titles by file. They
 * show what the page draws, how it streams and how it takes keys, because Electron's Chromium is older, and what the
 * host does over a WebSocket. One of each kind is enough: what the engine makes of a call is the same for every window,
 * and tested in the app. A test that uses the fixture `app` drives Electron and cannot be here.
 */
const IN_BROWSER: Readonly<Record<string, readonly string[]>> = {
  'browser.test.ts': [''],
  'console.test.ts': ['a console opens by itself', '30 MB of output neither freeze'],
  'logs.test.ts': ['stays usable in a flood'],
  'main-path-keyboard.test.ts': ['tabs open by number and by arrow'],
  'new-agent.test.ts': ['a preset says what it means'],
  'overview.test.ts': ['every figure holds'],
  'shell.test.ts': [''],
  'shell-agents.test.ts': ['what somebody does with docker'],
};

/** Tests of the browser's window alone. */
export const BROWSER_ONLY = '**/browser.test.ts';

export const browserTests = listedTests(IN_BROWSER);
