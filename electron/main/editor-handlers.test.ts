import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { BUILTIN_SETS } from '../contract/builtin-sets.ts';
import { EDITORS, editorSchema } from '../contract/editors.ts';
import { shellCalls } from '../contract/shell.ts';
import { editorHandlers } from './editor-handlers.ts';

let home: string;
const sender = {} as never;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'bulkhead-editors-'));
  vi.stubEnv('HOME', home);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

function handlers(allowed: boolean) {
  const ask = vi.fn(async (_question: { message: string; detail: string }) => allowed);
  const openExternal = vi.fn(async (_url: string) => undefined);
  const options = { dataPath: join(home, 'data'), programPath: '/app/cli/bulkhead.cjs', ask, openExternal };
  return { ...editorHandlers(options), ask, openExternal };
}

const config = () => join(home, '.ssh/config');

it('opens nothing and changes nothing without the person’s consent to the exact link', async () => {
  const refused = handlers(false);
  const opened = await refused['editor.open']({ editor: 'vscode', agentName: 'demo' }, sender);
  expect(opened).toEqual({ opened: false });
  expect(await refused['ssh.set-up']({}, sender)).toEqual({ ready: false });
  const details = refused.ask.mock.calls.map(([{ detail }]) => detail);
  expect(details[0]).toContain('vscode://vscode-remote/ssh-remote+demo.bulkhead/workspace');
  for (const detail of details) expect(detail).toContain(config());
  expect([existsSync(config()), refused.openExternal.mock.calls]).toEqual([false, []]);
});

it('adds the line once, and then asks for the link alone', async () => {
  const agreed = handlers(true);
  await agreed['editor.open']({ editor: 'zed', agentName: 'demo' }, sender);
  expect(readFileSync(config(), 'utf8')).toBe(`Include "${home}/data/ssh/config"\n`);
  expect(readFileSync(join(home, 'data/ssh/config'), 'utf8')).toContain('/app/cli/bulkhead.cjs');
  await agreed['ssh.set-up']({}, sender);
  await agreed['editor.open']({ editor: 'cursor', agentName: 'demo' }, sender);
  expect(agreed.ask.mock.calls.map(([{ detail }]) => detail.includes(config()))).toEqual([true, false]);
  expect(agreed.openExternal.mock.calls).toEqual([
    ['zed://ssh/demo.bulkhead/workspace'],
    ['cursor://vscode-remote/ssh-remote+demo.bulkhead/workspace'],
  ]);
});

it('makes links of names of agents only', () => {
  const { input } = shellCalls['editor.open'];
  for (const agentName of ['a b', 'a/../b', 'a?x', 'a#x', 'a&host=b', '-oProxyCommand=x', ''])
    expect(input.safeParse({ editor: 'vscode', agentName }).success, agentName).toBe(false);
});

it.each(editorSchema.options)('has a set of what the server of %s needs', (editor) => {
  expect(BUILTIN_SETS.map(({ id }) => id)).toContain(EDITORS[editor].egressSet);
});
