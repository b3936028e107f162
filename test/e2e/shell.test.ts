import type { Page } from '@playwright/test';
import { seriousViolations } from '../harness/app/accessibility.ts';
import { expect, test } from '../harness/app/app.ts';

const themeOf = (window: Page) => window.locator('html').getAttribute('data-theme');

test('without agents the window says what an agent is and offers to make one', async ({ window }) => {
  await expect(window.getByRole('heading', { name: 'No agents yet' })).toBeVisible();
  await window.getByRole('button', { name: 'Create an agent' }).click();
  await expect(window.getByRole('dialog', { name: 'New agent' })).toBeVisible();
  await window.keyboard.press('Escape');
  await expect(window.getByRole('dialog')).toBeHidden();
});

test('the command palette finds commands, shows their keys and runs them', async ({ window }) => {
  await expect(window.getByRole('heading', { name: 'No agents yet' })).toBeVisible();
  await window.keyboard.press('Control+K');
  const palette = window.getByRole('dialog', { name: 'Command palette' });
  await expect(palette.getByRole('option', { name: 'New Agent' })).toContainText('Ctrl');
  expect(await seriousViolations(window)).toEqual([]);

  await window.keyboard.type('settings');
  await window.keyboard.press('Enter');
  await expect(palette).toBeHidden();
  await expect(window.getByRole('dialog', { name: 'Settings' })).toBeVisible();
  expect(await seriousViolations(window)).toEqual([]);
});

test('the list of settings marks the section in view', async ({ window }) => {
  await window.keyboard.press('Control+,');
  const settings = window.getByRole('dialog', { name: 'Settings' });
  const entry = (name: string) => settings.getByRole('button', { name, exact: true });
  await expect(entry('Engine')).toHaveAttribute('aria-current', 'true');
  await entry('About').click();
  await expect(entry('About')).toHaveAttribute('aria-current', 'true');
  for (const name of ['Proxy', 'Secrets', 'Shortcuts', 'About']) {
    await entry(name).click();
    await expect(entry(name)).toHaveAttribute('aria-current', 'true');
  }
  await settings.getByRole('heading', { name: 'Secrets' }).evaluate((heading) => heading.scrollIntoView());
  await expect(entry('Secrets')).toHaveAttribute('aria-current', 'true');
  await expect(entry('About')).not.toHaveAttribute('aria-current');
});

test('without motion, a size that is set holds at once', async ({ window }) => {
  await window.emulateMedia({ reducedMotion: 'reduce' });
  const heightPx = await window.evaluate(() => {
    const box = document.body.appendChild(document.createElement('div'));
    box.style.height = '100px';
    const before = box.getBoundingClientRect().height;
    box.style.height = '300px';
    const after = box.getBoundingClientRect().height;
    box.remove();
    return [before, after];
  });
  expect(heightPx).toEqual([100, 300]);
});

test('the theme is chosen, kept over a restart, and readable either way', async ({ running, launch }) => {
  const { window, close } = running;
  await expect(window.getByRole('heading', { name: 'No agents yet' })).toBeVisible();
  for (const theme of ['Dark', 'Light']) {
    await window.keyboard.press('Control+,');
    await window.getByRole('radio', { name: theme, exact: true }).click();
    await expect.poll(() => themeOf(window)).toBe(theme.toLowerCase());
    expect(await seriousViolations(window)).toEqual([]);
    await window.getByRole('button', { name: 'Done' }).click();
    expect(await seriousViolations(window)).toEqual([]);
  }
  await close();
  const again = await launch();
  await expect.poll(() => themeOf(again.window)).toBe('light');
});

test('the sidebar collapses, stays so over a restart, and opens for a search', async ({
  running,
  launch,
}) => {
  const { window, close } = running;
  await window.getByRole('button', { name: 'Collapse sidebar' }).click();
  await expect(window.getByRole('searchbox', { name: 'Search agents' })).toBeHidden();
  await expect(window.getByRole('navigation', { name: 'Agents' })).toBeVisible();
  await close();

  const again = await launch();
  await expect(again.window.getByRole('button', { name: 'Expand sidebar' })).toBeVisible();
  await again.window.keyboard.press('Control+Shift+F');
  await expect(again.window.getByRole('searchbox', { name: 'Search agents' })).toBeFocused();
});
