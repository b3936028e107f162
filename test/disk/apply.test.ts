import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Journal, readJournal, writeJournal } from '../../electron/engine/changes/apply/journal.ts';
import { writeSide } from '../../electron/engine/changes/apply/write-entries.ts';
import { applyJournal, savedEntry } from '../harness/apply-journal.ts';
import { canMountDisks, mountSmallDisk, type SmallDisk } from '../harness/small-disk.ts';

let disk: SmallDisk;
let other: string;
beforeEach(() => {
  disk = mountSmallDisk();
  other = mkdtempSync(join(tmpdir(), 'bulkhead-apply-'));
});
afterEach(() => {
  disk.remove();
  rmSync(other, { recursive: true });
});

const after = 'after\n'.repeat(2_000);

/** Creates a journal of one changed and one new file, with the bytes of both sides. */
function journalIn(journalFolder: string, folder: string): Journal {
  return applyJournal(folder, [
    savedEntry(journalFolder, { path: 'changed', saved: 0 }, { before: 'before\n', after }),
    savedEntry(journalFolder, { path: 'new', saved: 1 }, { before: null, after }),
  ]);
}

const faults = [
  { fault: 'full', begin: () => disk.fill(), end: () => disk.makeRoom(), code: 'ENOSPC' },
  {
    fault: 'read-only',
    begin: () => disk.setReadOnly(true),
    end: () => disk.setReadOnly(false),
    code: 'EROFS',
  },
];

describe.runIf(canMountDisks).each(faults)('an apply on a disk that is $fault', ({ begin, end, code }) => {
  it('changes no file of the folder, and is done once the disk works again', async () => {
    const folder = join(disk.path, 'folder');
    mkdirSync(folder);
    writeFileSync(join(folder, 'changed'), 'before\n');
    const journal = journalIn(join(other, 'journal'), folder);
    const write = () =>
      writeSide({ folder, journalFolder: join(other, 'journal'), journal }, 'after', () => 'write');
    begin();
    await expect(write()).rejects.toMatchObject({ code });
    expect(readdirSync(folder)).toEqual(['changed']);
    expect(readFileSync(join(folder, 'changed'), 'utf8')).toBe('before\n');
    end();
    expect(await write()).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(['changed', 'new']);
    expect(readFileSync(join(folder, 'changed'), 'utf8')).toBe(after);
  });

  it('keeps the journal that was there when the next one cannot be written', async () => {
    const journalFolder = join(disk.path, 'journal');
    const journal = journalIn(journalFolder, other);
    await writeJournal(journalFolder, journal);
    begin();
    await expect(writeJournal(journalFolder, { ...journal, state: 'applied' })).rejects.toMatchObject({
      code,
    });
    expect(await readJournal(journalFolder)).toMatchObject({ state: 'writing' });
    end();
    await writeJournal(journalFolder, { ...journal, state: 'applied' });
    expect(await readJournal(journalFolder)).toMatchObject({ state: 'applied' });
    expect(readdirSync(journalFolder).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});
