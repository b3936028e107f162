import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WebContents } from 'electron';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TokenStore } from '../control/tokens.ts';
import { ManualClock } from '../lib/manual-clock.ts';

const showMessageBox = vi.fn();
vi.mock('electron', () => ({ dialog: { showMessageBox: (...args: unknown[]) => showMessageBox(...args) } }));
const { tokenHandlers } = await import('./token-handlers.ts');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-tokens-'));
  showMessageBox.mockReset();
});
afterEach(() => rmSync(folder, { recursive: true }));

const request = {
  name: 'ci',
  scope: 'manage' as const,
  roots: ['/srv/projects'],
  lifetimeMs: 90 * 86_400_000,
};
const sender = {} as WebContents;
function open() {
  const tokens = new TokenStore({ folder, clock: new ManualClock() });
  return { tokens, handlers: tokenHandlers(tokens, () => ({}) as never) };
}

it('creates a token only after the person agreed to exactly it', async () => {
  const { tokens, handlers } = open();
  showMessageBox.mockResolvedValue({ response: 1 });
  await expect(handlers['tokens.create'](request, sender)).rejects.toMatchObject({
    error: { field: 'name' },
  });
  expect(await tokens.list()).toEqual([]);
  showMessageBox.mockResolvedValue({ response: 0 });
  const { value } = await handlers['tokens.create'](request, sender);
  expect(await tokens.find(value)).toMatchObject({ name: 'ci', scope: 'manage' });
  const [, { detail }] = showMessageBox.mock.calls[0] as [unknown, { detail: string }];
  for (const part of ['ci', 'create, change and remove', '/srv/projects', '90 days'])
    expect(detail).toContain(part);
});

it('asks nothing for a folder that is no place on this machine', async () => {
  const { handlers } = open();
  const relative = { ...request, roots: ['projects'] };
  await expect(handlers['tokens.create'](relative, sender)).rejects.toMatchObject({
    error: { field: 'roots' },
  });
  expect(showMessageBox).not.toHaveBeenCalled();
});

it('lists tokens without values and revokes without a question', async () => {
  const { handlers } = open();
  showMessageBox.mockResolvedValue({ response: 0 });
  const { token, value } = await handlers['tokens.create'](request, sender);
  const listed = await handlers['tokens.list']({}, sender);
  expect(JSON.stringify(listed)).not.toContain(value);
  expect(listed.tokens).toEqual([token]);
  await handlers['tokens.revoke']({ id: token.id }, sender);
  expect(await handlers['tokens.list']({}, sender)).toEqual({ tokens: [] });
});
