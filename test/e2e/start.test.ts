import { readFileSync } from 'node:fs';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { expect, test } from '../harness/app/app.ts';

test('the app opens its window, with nothing to complain about', async ({ app, window, plan }) => {
  await expect(window).toHaveTitle('Bulkhead');
  expect(await app.evaluate(({ app: electron }) => electron.getPath('userData'))).toBe(plan.userData);
  expect(await seriousViolations(window)).toEqual([]);
});

test('the page runs in the sandbox of the operating system, and nothing runs as root', async ({
  app,
  window,
}) => {
  await window.waitForLoadState();
  const programs = await app.evaluate(({ app: electron }) => electron.getAppMetrics());
  const page = programs.find(({ type }) => type === 'Tab');
  if (!page) throw new Error('no page among the processes of the app');
  // Seccomp 2: a filter is in force. Chromium sets it only when its sandbox is on.
  expect(readFileSync(`/proc/${page.pid}/status`, 'utf8')).toMatch(/^Seccomp:\s*2$/m);
  expect(await app.evaluate(() => process.getuid?.())).not.toBe(0);
});

test('a key that is pressed before the page has its code is not lost', async ({ window }) => {
  // The page's first script runs before any code of the app; the key comes right after it.
  await window.addInitScript(() => {
    let take: Window['takeEarlyKeys'];
    Object.defineProperty(window, 'takeEarlyKeys', {
      get: () => take,
      set: (set) => {
        take = set;
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', ctrlKey: true, bubbles: true }));
      },
    });
  });
  await window.reload();
  await expect(window.getByRole('dialog', { name: 'New agent' })).toBeVisible();
});

test.describe('with a keyring', () => {
  test.use({ keyring: true });

  test('secrets can be encrypted', async ({ app }) => {
    expect(await app.evaluate(({ safeStorage }) => safeStorage.isEncryptionAvailable())).toBe(true);
  });
});

test('without a keyring, the app knows that secrets cannot be kept', async ({ app }) => {
  expect(await app.evaluate(({ safeStorage }) => safeStorage.isEncryptionAvailable())).toBe(false);
});
