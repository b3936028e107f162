import { expect, test } from '../harness/app/app.ts';

test.describe('a page that was taken over', () => {
  test.use({
    expectedConsoleErrors: [[/Content Security Policy|Not allowed to load|ERR_|404/], { scope: 'test' }],
  });

  test('has nothing of Node, and only the bridge of Electron', async ({ window }) => {
    const page = await window.evaluate(() => ({
      names: ['require', 'process', 'module', 'Buffer', 'electron'].filter((name) => name in globalThis),
      bridge: Object.keys(globalThis.window.bulkhead),
      // Only a file that a person dropped has a path.
      path: globalThis.window.bulkhead.pathOf(new File(['x'], 'passwd')),
    }));
    expect(page).toEqual({ names: [], bridge: ['invoke', 'onEvent', 'pathOf'], path: '' });
  });

  test('opens no windows, goes nowhere and frames nothing', async ({ app, window }) => {
    await window.getByRole('button', { name: 'New Agent' }).waitFor();
    expect(await window.evaluate(() => globalThis.open('https://example.com') === null)).toBe(true);
    const refused = await window.evaluate(async () => {
      document.title = 'still here';
      const violated = new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
      });
      const frame = document.createElement('iframe');
      frame.src = 'https://example.com/';
      document.body.append(frame);
      return await violated;
    });
    expect(refused).toBe('frame-src');
    await window.evaluate(() => {
      globalThis.location.href = 'https://example.com/';
    });
    // The test asks Electron, because Playwright would wait for the end of a refused navigation.
    const pages = await app.evaluate(({ BrowserWindow }) =>
      Promise.all(
        BrowserWindow.getAllWindows().map(async ({ webContents }) => ({
          title: await webContents.executeJavaScript('document.title'),
          address: webContents.getURL(),
        })),
      ),
    );
    expect(pages).toEqual([{ title: 'still here', address: 'app://bulkhead/index.html' }]);
  });

  test('runs no code but the app’s own, and reaches no network', async ({ window }) => {
    const outcome = await window.evaluate(async () => {
      const failed = (work: () => unknown) =>
        Promise.resolve()
          .then(work)
          .then(
            () => false,
            () => true,
          );
      const script = document.createElement('script');
      script.textContent = 'globalThis.injected = true';
      document.body.append(script);
      return {
        injected: 'injected' in globalThis,
        fetchRefused: await failed(() => fetch('https://example.com/')),
        elsewhere: await failed(() => fetch('app://elsewhere/index.html')),
        outside: (await fetch('app://bulkhead/..%2f..%2fpackage.json')).status,
      };
    });
    expect(outcome).toEqual({ injected: false, fetchRefused: true, elsewhere: true, outside: 404 });
  });

  test('gets no permission', async ({ window }) => {
    const states = await window.evaluate(async () => ({
      notifications: await Notification.requestPermission(),
      geolocation: (await navigator.permissions.query({ name: 'geolocation' })).state,
      camera: (await navigator.permissions.query({ name: 'camera' as PermissionName })).state,
    }));
    expect(states).toEqual({ notifications: 'denied', geolocation: 'denied', camera: 'denied' });
  });

  test('is refused by name and by shape on the one channel to the main process', async ({ window }) => {
    const answers = await window.evaluate(() =>
      Promise.all([
        globalThis.window.bulkhead.invoke('toString', {}),
        globalThis.window.bulkhead.invoke('link.open', { url: 7 }),
        globalThis.window.bulkhead.invoke('link.open', { url: 'file:///etc/passwd' }),
        globalThis.window.bulkhead.invoke('link.open', { url: 'javascript:alert(1)' }),
      ]),
    );
    expect(answers.map((answer) => (answer.ok ? 'done' : answer.error.message))).toEqual([
      'Something went wrong inside Bulkhead.',
      'Invalid input.',
      'Only http and https links can be opened.',
      'Only http and https links can be opened.',
    ]);
  });
});

test('the window recovers when the engine host dies', async ({ app, window }) => {
  await expect(window.getByRole('heading', { name: 'No agents yet' })).toBeVisible();
  const engineHost = () =>
    app.evaluate(
      ({ app: electron }) =>
        electron.getAppMetrics().find(({ name }) => name === 'Bulkhead engine host')?.pid ?? 0,
    );
  const before = await engineHost();
  expect(before).toBeGreaterThan(0);
  await app.evaluate((_, pid) => process.kill(pid, 'SIGKILL'), before);
  await expect.poll(engineHost).not.toBe(before);
  // Only a new engine host can propose a name.
  await window.getByRole('button', { name: 'New Agent' }).click();
  await expect(
    window.getByRole('dialog', { name: 'New agent' }).getByRole('textbox', { name: 'Name' }),
  ).toHaveValue(/^[a-z]+-[a-z0-9-]+$/);
});
