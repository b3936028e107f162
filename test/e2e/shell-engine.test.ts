import { seriousViolations } from '../harness/app/accessibility.ts';
import { expect, test } from '../harness/app/app.ts';

/** A path at which no engine can ever listen: in /proc nobody makes a folder, as programs without a home do elsewhere. */
const nowhere = 'unix:///proc/nonexistent/docker.sock';

test.describe('without an engine', () => {
  test.use({ dockerHost: nowhere });

  test('the window says so, what was tried, and what to do', async ({ window }) => {
    const alert = window.getByRole('alert', { name: 'Docker is not reachable' });
    await expect(alert).toBeVisible();
    await expect(alert.getByRole('list', { name: 'Endpoints tried' })).toContainText(nowhere);
    await expect(alert.getByRole('button', { name: 'Retry' })).toBeEnabled();
    await expect(window.getByRole('contentinfo')).toContainText('Engine not reachable');
    expect(await seriousViolations(window)).toEqual([]);
  });

  test('another engine is tested, chosen and remembered', async ({ running, launch, engine }) => {
    const { app, window } = running;
    await window.getByRole('button', { name: 'Choose socket' }).click();
    const dialog = window.getByRole('dialog', { name: 'Choose socket' });
    await dialog.getByRole('radio', { name: 'Another address', exact: true }).click();

    await dialog.getByRole('textbox', { name: 'Address' }).fill('docker.sock');
    await expect(dialog.getByRole('button', { name: 'Test' })).toBeDisabled();

    await dialog.getByRole('textbox', { name: 'Address' }).fill(engine.dockerHost);
    await dialog.getByRole('button', { name: 'Test' }).click();
    await expect(dialog.getByRole('status').filter({ hasText: 'Answers' })).toBeVisible();
    expect(await seriousViolations(window)).toEqual([]);

    await dialog.getByRole('button', { name: 'Use this engine' }).click();
    await expect(dialog).toBeHidden();
    await expect(window.getByRole('alert', { name: 'Docker is not reachable' })).toBeHidden();
    await expect(window.getByRole('contentinfo')).toContainText(engine.dockerHost);

    await app.close();
    const again = await launch();
    await expect(again.window.getByRole('contentinfo')).toContainText(engine.dockerHost);
  });
});

test('the bottom bar names the engine, its version and its endpoint', async ({ window, engine }) => {
  const bar = window.getByRole('contentinfo');
  await expect(bar).toContainText(/Docker \d+\.\d+/);
  await expect(bar).toContainText(engine.dockerHost);
});
