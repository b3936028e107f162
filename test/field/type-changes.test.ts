import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { judgeApply } from '../../electron/engine/changes/apply/entry-state.ts';
import { writeJournal } from '../../electron/engine/changes/apply/journal.ts';
import { takeBack } from '../../electron/engine/changes/apply/take-back.ts';
import { typeChanges } from '../../electron/engine/changes/apply/type-changes.ts';
import { presentStates, toUndoPlan } from '../../electron/engine/changes/apply/undo-plan.ts';
import { writeSide } from '../../electron/engine/changes/apply/write-entries.ts';
import { after, before, journalOf, readTree, writeTree } from './type-changes.fixture.ts';

let root: string;
let folder: string;
let journalFolder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'types-'));
  folder = join(root, 'folder');
  journalFolder = join(root, 'journal');
  writeTree(folder, before);
});
afterEach(() => rmSync(root, { recursive: true }));

/** Applies as far as the place of this number, where the app ends. */
async function applyUntil(place: number) {
  const journal = journalOf(folder, journalFolder, before, after);
  await writeJournal(journalFolder, journal);
  let judged = 0;
  const applied = writeSide({ folder, journalFolder, journal }, 'after', (entry, now) => {
    if (judged++ === journal.entries.length + place) throw new Error('ended');
    expect(judgeApply(entry, now)).toBe('write');
    return 'write';
  });
  return { journal, applied };
}

// First reported: xcat2/xcat-core#5214 and #5217 (a file does not replace a folder, nor a folder a file),
// Radmind/radmind#153 (a symlink does not replace a folder), bcpierce00/unison#30 (a folder in a symlink’s place).
it('applies a folder that became a file or symlink, and files and symlinks that became folders, and undoes it', async () => {
  const { journal, applied } = await applyUntil(Number.POSITIVE_INFINITY);
  expect(await applied).toEqual([]);
  expect(readTree(folder)).toEqual(after);
  const present = await presentStates(journal, new AbortController().signal);
  expect(toUndoPlan(present).changed).toEqual([]);
  expect(await takeBack({ folder: journalFolder, journal })).toEqual([]);
  expect(readTree(folder)).toEqual(before);
});

// First reported: bcpierce00/unison#30 (what was cut off leaves neither of both).
it('leads back to the old folders and files wherever it is cut off', async () => {
  const { entries } = journalOf(folder, journalFolder, before, after);
  for (let place = 0; place < entries.length; place += 1) {
    const { journal, applied } = await applyUntil(place);
    await expect(applied).rejects.toThrow('ended');
    expect(await takeBack({ folder: journalFolder, journal })).toEqual([]);
    expect(readTree(folder)).toEqual(before);
  }
});

// First reported: steipete’s openclaw/openclaw#131111 (what only the host has is deleted with the folder).
it('never removes a folder with a file that nobody was shown', async () => {
  writeFileSync(join(folder, 'to-file/deep/own'), 'own');
  const journal = journalOf(folder, journalFolder, before, after);
  await writeJournal(journalFolder, journal);
  const applied = writeSide({ folder, journalFolder, journal }, 'after', (entry, now) => {
    if (judgeApply(entry, now) === 'leave') throw new Error(entry.path);
    return 'write';
  });
  await expect(applied).rejects.toThrow('to-file');
  expect(readTree(folder)).toEqual({ ...before, 'to-file/deep/own': 'own' });
});

it('does not undo over what a person put into the new folder', async () => {
  const { journal, applied } = await applyUntil(Number.POSITIVE_INFINITY);
  await applied;
  writeFileSync(join(folder, 'was-file/own'), 'own');
  const present = await presentStates(journal, new AbortController().signal);
  expect(toUndoPlan(present).changed).toEqual(['was-file']);
});

it('knows which changes only go together', () => {
  const groups = typeChanges([
    { path: 'd/x', status: 'deleted' },
    { path: 'd/deep/y', status: 'deleted' },
    { path: 'd', status: 'added' },
    { path: 'f', status: 'deleted' },
    { path: 'f/deep/a', status: 'added' },
    { path: 'g', status: 'deleted' },
    { path: 'g/log', status: 'ignored' },
    { path: 'plain', status: 'modified' },
  ]);
  expect(groups.get('d/x')).toBe(groups.get('d'));
  expect([...(groups.get('d')?.members ?? [])].sort()).toEqual(['d', 'd/deep/y', 'd/x']);
  expect(groups.get('f/deep/a')).toMatchObject({ place: 'f' });
  expect([groups.has('g'), groups.has('plain')]).toEqual([false, false]);
});
