import type { Page, TestInfo } from '@playwright/test';

/**
 * Takes a picture of a step for whoever looks at the app, with BULKHEAD_PICTURES=1; no test depends on it. A failed test
 * has one of its end anyway.
 */
export async function keepPicture(window: Page, testInfo: TestInfo, name: string): Promise<void> {
  if (process.env.BULKHEAD_PICTURES !== '1') return;
  await window.screenshot({ path: testInfo.outputPath(name), animations: 'disabled' });
}
