import { expect, type Page } from '@playwright/test';

/** Hands a task over to one agent of a type, in the dialog. */
export async function handOver(
  window: Page,
  task: { type: string; prompt: string; project: string },
): Promise<void> {
  await window.keyboard.press('Escape');
  await expect(window.getByRole('button', { name: 'Hand over a task' })).toBeEnabled();
  await window.getByRole('button', { name: 'New Task', exact: true }).click();
  const dialog = window.getByRole('dialog', { name: 'New task' });
  await dialog.getByRole('textbox', { name: 'Prompt' }).fill(task.prompt);
  const agents = dialog.getByRole('group', { name: 'Agents' });
  await agents.getByRole('spinbutton', { name: 'Claude Code' }).fill('0');
  await agents.getByRole('spinbutton', { name: task.type }).fill('1');
  await dialog.getByRole('textbox', { name: 'Project folder or repository' }).fill(task.project);
  await dialog.getByRole('button', { name: 'Create task' }).click();
}
