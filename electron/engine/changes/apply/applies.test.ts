import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../lib/clock.ts';
import { silentLogger } from '../../../lib/logger.ts';
import { blobId } from '../blob-id.ts';
import { Applies, isWanted } from './applies.ts';
import { type Journal, type JournalEntry, savedPath, writeJournal } from './journal.ts';
import { writeSide } from './write-entries.ts';

let root: string;
let folder: string;
let dataPath: string;
let journalFolder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'applies-'));
  folder = join(root, 'folder');
  dataPath = join(root, 'data');
  journalFolder = join(dataPath, 'applies', 'one');
  for (const path of [folder, journalFolder]) mkdirSync(path, { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

const file = (content: string, mode = 0o644) =>
  ({ kind: 'file', mode, object: blobId(Buffer.from(content)) }) as const;
const absent = { kind: 'absent' } as const;

/** A journal of these changes, with the bytes of both sides kept. Null: no file. */
function journalOf(
  changes: Record<string, [string | null, string | null]>,
  state: Journal['state'],
): Journal {
  const entries = Object.entries(changes).map(([path, [before, after]], index): JournalEntry => {
    if (before !== null) writeFileSync(savedPath(journalFolder, 'before', index), before);
    if (after !== null) writeFileSync(savedPath(journalFolder, 'after', index), after);
    return {
      path,
      before: before === null ? absent : file(before),
      after: after === null ? absent : file(after),
    };
  });
  return {
    version: 1,
    applyId: 'one',
    agentId: 'agent',
    folder,
    at: 1,
    state,
    entries,
    madeFolders: ['new'],
  };
}

const read = (path: string) => readFileSync(join(folder, path), 'utf8');

describe('writeSide', () => {
  it('goes forth and back: contents, new and deleted files, folders that were made for them', async () => {
    mkdirSync(join(folder, 'kept'));
    writeFileSync(join(folder, 'a'), 'old');
    writeFileSync(join(folder, 'gone'), 'x');
    const journal = journalOf(
      { a: ['old', 'now'], gone: ['x', null], 'new/b': [null, 'b'], 'kept/c': [null, 'c'] },
      'writing',
    );
    await writeSide({ folder, journalFolder, journal }, 'after');
    expect([read('a'), read('new/b'), read('kept/c'), existsSync(join(folder, 'gone'))]).toEqual([
      'now',
      'b',
      'c',
      false,
    ]);
    await writeSide({ folder, journalFolder, journal }, 'before');
    expect([read('a'), read('gone')]).toEqual(['old', 'x']);
    expect(readdirSync(folder).sort()).toEqual(['a', 'gone', 'kept']);
  });

  it('changes nothing when the bytes of a later file are missing', async () => {
    writeFileSync(join(folder, 'a'), 'old');
    const journal = journalOf({ a: ['old', 'now'], b: [null, 'b'] }, 'writing');
    rmSync(savedPath(journalFolder, 'after', 1));
    await expect(writeSide({ folder, journalFolder, journal }, 'after')).rejects.toThrow('ENOENT');
    expect(readdirSync(folder)).toEqual(['a']);
    expect(read('a')).toBe('old');
  });

  it('never writes through a symlink that took a folder’s place', async () => {
    mkdirSync(join(root, 'elsewhere'));
    symlinkSync(join(root, 'elsewhere'), join(folder, 'new'));
    const journal = journalOf({ 'new/b': [null, 'b'] }, 'writing');
    await expect(writeSide({ folder, journalFolder, journal }, 'after')).rejects.toThrow('no folder');
    expect(readdirSync(join(root, 'elsewhere'))).toEqual([]);
  });

  it('replaces a symlink instead of what it points to, and keeps permissions', async () => {
    writeFileSync(join(root, 'target'), 'target');
    symlinkSync(join(root, 'target'), join(folder, 'a'));
    const journal = journalOf({ a: [null, 'now'] }, 'writing');
    journal.entries[0] = { path: 'a', before: absent, after: file('now', 0o750) };
    await writeSide({ folder, journalFolder, journal }, 'after');
    expect([read('a'), lstatSync(join(folder, 'a')).mode & 0o777]).toEqual(['now', 0o750]);
    expect(readFileSync(join(root, 'target'), 'utf8')).toBe('target');
  });
});

describe('Applies', () => {
  it.each(['writing', 'undoing'] as const)('takes back what a crash cut off while %s', async (state) => {
    // Half of it was there already, and so was a file that had not found its place.
    writeFileSync(join(folder, 'a'), 'now');
    writeFileSync(join(folder, 'b'), 'old b');
    mkdirSync(join(folder, 'new'));
    writeFileSync(join(folder, 'new', 'c'), 'c');
    await writeJournal(
      journalFolder,
      journalOf({ a: ['old a', 'now'], b: ['old b', 'now b'], 'new/c': [null, 'c'] }, state),
    );
    const applies = new Applies({ dataPath, clock: systemClock, logger: silentLogger });
    const listed = await applies.list('agent');
    expect([read('a'), read('b'), existsSync(join(folder, 'new'))]).toEqual(['old a', 'old b', false]);
    expect(listed.map((each) => each.state)).toEqual(state === 'writing' ? [] : ['undone']);
  });

  it('lists what was applied, of that agent alone, and lives with a broken journal', async () => {
    await writeJournal(journalFolder, journalOf({ a: ['x', 'y'] }, 'applied'));
    mkdirSync(join(dataPath, 'applies', 'broken'));
    writeFileSync(join(dataPath, 'applies', 'broken', 'journal.json'), '{');
    const applies = new Applies({ dataPath, clock: systemClock, logger: silentLogger });
    expect(await applies.list('agent')).toEqual([
      { applyId: 'one', agentId: 'agent', folder, at: 1, files: 1, state: 'applied' },
    ]);
    expect(await applies.list('other')).toEqual([]);
  });
});

describe('isWanted', () => {
  const entry = { path: 'a', state: 'ready' as const, risks: [] };
  const risks = [{ kind: 'ci' as const, detail: '' }];
  it('leaves out risky files that were not confirmed by name', () => {
    expect(isWanted(entry, { resolutions: {}, confirmed: [] })).toBe(true);
    expect(isWanted({ ...entry, risks }, { resolutions: {}, confirmed: ['b'] })).toBe(false);
    expect(isWanted({ ...entry, risks }, { resolutions: {}, confirmed: ['a'] })).toBe(true);
  });

  it('takes files in conflict only as they were resolved', () => {
    const conflict = { ...entry, state: 'conflict' as const };
    const resolved = (resolution: 'skip' | 'overwrite' | 'merge') => ({
      resolutions: { a: resolution },
      confirmed: [],
    });
    expect(isWanted(conflict, { resolutions: {}, confirmed: [] })).toBe(false);
    expect(isWanted(conflict, resolved('skip'))).toBe(false);
    expect(isWanted(conflict, resolved('overwrite'))).toBe(true);
    expect(isWanted(conflict, resolved('merge'))).toBe(false);
    expect(isWanted({ ...conflict, mergeable: true }, resolved('merge'))).toBe(true);
    expect(isWanted({ ...conflict, risks, mergeable: true }, resolved('merge'))).toBe(false);
    expect(isWanted({ ...entry, state: 'refused' }, resolved('overwrite'))).toBe(false);
  });
});
