import { expect, it } from 'vitest';
import { DEFAULT_MASKS } from '../../electron/contract/masks.ts';
import {
  EMPTY_WORKSPACE,
  isLargeCopy,
  masksOf,
  type WorkspaceForm,
  workspaceFrom,
} from './workspace-form.ts';

const folder = (part: Partial<WorkspaceForm['folder']>): WorkspaceForm => ({
  ...EMPTY_WORKSPACE,
  kind: 'host-folder',
  folder: { ...EMPTY_WORKSPACE.folder, ...part },
});
const copy = (part: Partial<WorkspaceForm['copy']>): WorkspaceForm => ({
  ...EMPTY_WORKSPACE,
  kind: 'copy',
  copy: { ...EMPTY_WORKSPACE.copy, ...part },
});

it('hides what usually holds keys unless told otherwise', () => {
  expect(workspaceFrom(folder({ path: ' /p ' }))).toMatchObject({
    workspace: { kind: 'host-folder', path: '/p', masks: [...DEFAULT_MASKS], mirrorPath: true, folders: [] },
  });
  expect(workspaceFrom(folder({ path: '/p', masks: '' }))).toMatchObject({ workspace: { masks: [] } });
});

it('reads masks as people write them', () => {
  expect(masksOf('.env,./config/my key/, .env\n\nsecrets')).toEqual(['.env', 'config/my key', 'secrets']);
});

it.each([
  [folder({}), 'workspace.path'],
  [folder({ path: '/p', masks: '/etc' }), 'workspace.masks'],
  [folder({ path: '/p', masks: 'a/../../b' }), 'workspace.masks'],
  [copy({}), 'workspace.path'],
  [copy({ from: 'repository', path: '/p' }), 'workspace.url'],
])('points at the field that is wrong (%#)', (form, field) => {
  expect(workspaceFrom(form)).toMatchObject({ errors: { [field]: expect.any(String) } });
});

it('leaves empty rows of further folders out', () => {
  const further = [
    { key: 1, path: ' ', readOnly: true },
    { key: 2, path: '/b', readOnly: true },
  ];
  expect(workspaceFrom(folder({ path: '/p', further }))).toMatchObject({
    workspace: { folders: [{ path: '/b', readOnly: true }] },
  });
});

it('calls a copy large by its bytes or by its files', () => {
  expect(
    [
      { files: 1, bytes: 3e9 },
      { files: 1e5, bytes: 1 },
      { files: 9, bytes: 9 },
    ].map(isLargeCopy),
  ).toEqual([true, true, false]);
});
