import { expect, it } from 'vitest';
import { actingOf } from './acting-form.ts';
import { EMPTY_WORKSPACE } from './workspace-form.ts';

const host = { ...EMPTY_WORKSPACE, kind: 'host-folder' as const };
const folder = (part: Partial<typeof host.folder>) => ({ ...host, folder: { ...host.folder, ...part } });
const acts = (workspace: typeof EMPTY_WORKSPACE, acting?: { acts: boolean; against: boolean }) =>
  actingOf({ workspace, acting }).acts;

it('is on where no folder of this machine can change, and says why', () => {
  expect(actingOf({ workspace: EMPTY_WORKSPACE, acting: undefined })).toMatchObject({
    acts: true,
    reason: expect.stringContaining('new volume'),
  });
  expect(acts({ ...EMPTY_WORKSPACE, kind: 'copy' })).toBe(true);
  expect(acts(folder({ readOnly: true }))).toBe(true);
  expect(actingOf({ workspace: host, acting: undefined })).toMatchObject({
    acts: false,
    reason: expect.stringContaining('yours'),
  });
  expect(acts(folder({ readOnly: true, further: [{ key: 1, path: '/x', readOnly: false }] }))).toBe(false);
});

it('keeps a choice only while the default is the one that it was made against', () => {
  const off = { acts: false, against: true };
  const on = { acts: true, against: true };
  expect(acts(EMPTY_WORKSPACE, off)).toBe(false);
  expect(acts(host, on)).toBe(false);
  expect(acts(host, { acts: true, against: false })).toBe(true);
});
