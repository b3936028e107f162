import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hostLinkEnd } from './host-link.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'link-')));
  mkdirSync(join(root, 'folder/deep/er'), { recursive: true });
  symlinkSync('../..', join(root, 'folder/deep/er/up'));
});
afterEach(() => rmSync(root, { recursive: true }));

it.each([
  ['a', 'deep/er', 'inside'],
  ['a', 'not/there/yet', 'inside'],
  ['a', 'deep/er/up/x', 'inside'],
  ['a', 'deep/er/up/../x', 'outside'],
  ['deep/a', '../../folder/x', 'outside'],
  ['a', 'deep/er/up/.git/hooks', 'git'],
  ['a', '.GIT', 'git'],
  ['a', '/etc', 'outside'],
  ['a', '', 'outside'],
])('follows %s → %j: %s', async (path, target, end) => {
  expect(await hostLinkEnd(join(root, 'folder'), path, target)).toBe(end);
});
