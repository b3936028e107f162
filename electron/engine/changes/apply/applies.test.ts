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
import { applyJournal, fileState, savedEntry } from '../../../../test/harness/apply-journal.ts';
import { systemClock } from '../../../lib/clock.ts';
import { silentLogger } from '../../../lib/logger.ts';
import { Applies } from './applies.ts';
import { type Journal, savedPath, writeJournal } from './journal.ts';
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

/** Writes a journal of these changes, with the bytes of both sides. Null stands for no file. */
function journalOf(
  changes: Record<string, [string | null, string | null]>,
  state: Journal['state'],
): Journal {
  const entries = Object.entries(changes).map(([path, [before, after]], saved) =>
    savedEntry(journalFolder, { path, saved }, { before, after }),
  );
  return applyJournal(folder, entries, { state, madeFolders: ['new'] });
}

const write = () => 'write' as const;
const newApplies = () =>
  new Applies({ dataPath, clock: systemClock, logger: silentLogger, writers: () => [] });
const agent = { id: 'agent', name: 'otter' };
const { signal } = new AbortController();
const context = { signal, progress() {}, detail() {}, skip() {} } as never;
const undo = async (applies: Applies, seen?: string) => {
  for (const step of (await applies.undoRequest(agent, 'one', seen)).steps) await step.run(context);
};
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
    await writeSide({ folder, journalFolder, journal }, 'after', write);
    expect([read('a'), read('new/b'), read('kept/c'), existsSync(join(folder, 'gone'))]).toEqual([
      'now',
      'b',
      'c',
      false,
    ]);
    await writeSide({ folder, journalFolder, journal }, 'before', write);
    expect([read('a'), read('gone')]).toEqual(['old', 'x']);
    expect(readdirSync(folder).sort()).toEqual(['a', 'gone', 'kept']);
  });

  it('changes nothing when the bytes of a later file are missing', async () => {
    writeFileSync(join(folder, 'a'), 'old');
    const journal = journalOf({ a: ['old', 'now'], b: [null, 'b'] }, 'writing');
    rmSync(savedPath(journalFolder, 'after', 1));
    await expect(writeSide({ folder, journalFolder, journal }, 'after', write)).rejects.toThrow('ENOENT');
    expect(readdirSync(folder)).toEqual(['a']);
    expect(read('a')).toBe('old');
  });

  it('never writes through a symlink that took a folder’s place', async () => {
    mkdirSync(join(root, 'elsewhere'));
    symlinkSync(join(root, 'elsewhere'), join(folder, 'new'));
    const journal = journalOf({ 'new/b': [null, 'b'] }, 'writing');
    await expect(writeSide({ folder, journalFolder, journal }, 'after', write)).rejects.toThrow('no folder');
    expect(readdirSync(join(root, 'elsewhere'))).toEqual([]);
  });

  it.each([
    ['a new file', { 'new/b': [null, 'b'] }],
    ['a deletion', { 'new/b': ['secret', null] }],
  ] as const)('touches nothing through a symlink in a parent’s place: %s', async (_what, changes) => {
    mkdirSync(join(root, 'elsewhere'));
    writeFileSync(join(root, 'elsewhere', 'b'), 'secret');
    symlinkSync(join(root, 'elsewhere'), join(folder, 'new'));
    const journal = journalOf({ ...changes } as never, 'writing');
    for (const side of ['after', 'before'] as const) {
      await writeSide({ folder, journalFolder, journal }, side, write).catch(() => undefined);
      expect(readdirSync(join(root, 'elsewhere'))).toEqual(['b']);
      expect(readFileSync(join(root, 'elsewhere', 'b'), 'utf8')).toBe('secret');
    }
  });

  it('writes under names that nobody can plant something at, and never over what is there', async () => {
    const journal = journalOf({ a: [null, 'now'], b: [null, 'now'] }, 'writing');
    expect(new Set(journal.entries.map(({ temporary }) => temporary)).size).toBe(2);
    expect(journal.entries[0]?.temporary).toMatch(/^\.bulkhead-[0-9a-f]{24}$/);
    writeFileSync(join(root, 'target'), 'target');
    symlinkSync(join(root, 'target'), join(folder, journal.entries[0]?.temporary ?? ''));
    await expect(writeSide({ folder, journalFolder, journal }, 'after', write)).rejects.toThrow('EEXIST');
    expect(readFileSync(join(root, 'target'), 'utf8')).toBe('target');
  });

  it('replaces a symlink instead of what it points to, and keeps permissions', async () => {
    writeFileSync(join(root, 'target'), 'target');
    symlinkSync(join(root, 'target'), join(folder, 'a'));
    const journal = journalOf({ a: [null, 'now'] }, 'writing');
    journal.entries = journal.entries.map((entry) => ({ ...entry, after: fileState('now', 0o750) }));
    await writeSide({ folder, journalFolder, journal }, 'after', write);
    expect([read('a'), lstatSync(join(folder, 'a')).mode & 0o777]).toEqual(['now', 0o750]);
    expect(readFileSync(join(root, 'target'), 'utf8')).toBe('target');
  });
});

describe('Applies', () => {
  it.each(['writing', 'undoing'] as const)('takes back what a crash cut off while %s', async (state) => {
    // The crash left half of the changes, and one staged file beside its place.
    writeFileSync(join(folder, 'a'), 'now');
    writeFileSync(join(folder, 'b'), 'old b');
    mkdirSync(join(folder, 'new'));
    writeFileSync(join(folder, 'new', 'c'), 'c');
    await writeJournal(
      journalFolder,
      journalOf({ a: ['old a', 'now'], b: ['old b', 'now b'], 'new/c': [null, 'c'] }, state),
    );
    const applies = newApplies();
    const listed = await applies.list('agent');
    expect([read('a'), read('b'), existsSync(join(folder, 'new'))]).toEqual(['old a', 'old b', false]);
    expect(listed.map((each) => each.state)).toEqual(state === 'writing' ? [] : ['undone']);
  });

  it.each(['writing', 'undoing'] as const)('leaves what a person wrote since, %s', async (state) => {
    writeFileSync(join(folder, 'a'), 'now');
    writeFileSync(join(folder, 'b'), 'edited since');
    writeFileSync(join(folder, 'c'), 'made since');
    await writeJournal(
      journalFolder,
      journalOf({ a: ['old a', 'now'], b: ['old b', 'now b'], c: [null, 'agent’s'] }, state),
    );
    const applies = newApplies();
    const listed = await applies.list('agent');
    expect([read('a'), read('b'), read('c')]).toEqual(['old a', 'edited since', 'made since']);
    // The old bytes stay, so that a person can get them back.
    expect(listed).toMatchObject([{ state: 'interrupted', files: 2 }]);
    const { changed, stamp } = await applies.undoPlan('agent', 'one', signal);
    expect(changed).toEqual(['b', 'c']);
    await undo(applies, stamp);
    expect([read('b'), existsSync(join(folder, 'c'))]).toEqual(['old b', false]);
  });

  it('overwrites only what the person saw when they confirmed an undo', async () => {
    writeFileSync(join(folder, 'a'), 'now');
    writeFileSync(join(folder, 'b'), 'edited since');
    await writeJournal(journalFolder, journalOf({ a: ['old a', 'now'], b: ['old b', 'now b'] }, 'applied'));
    const applies = newApplies();
    await expect(undo(applies)).rejects.toThrow('“b” was changed');
    const plan = await applies.undoPlan('agent', 'one', signal);
    expect(plan.changed).toEqual(['b']);

    writeFileSync(join(folder, 'b'), 'edited once more');
    await expect(undo(applies, plan.stamp)).rejects.toThrow('changed since you looked');
    writeFileSync(join(folder, 'b'), 'edited since');
    writeFileSync(join(folder, 'a'), 'edited too');
    await expect(undo(applies, plan.stamp)).rejects.toThrow('changed since you looked');
    expect([read('a'), read('b')]).toEqual(['edited too', 'edited since']);

    writeFileSync(join(folder, 'a'), 'now');
    await undo(applies, plan.stamp);
    expect([read('a'), read('b')]).toEqual(['old a', 'old b']);
  });

  it('leaves what was written after the check of a confirmed undo', async () => {
    writeFileSync(join(folder, 'a'), 'edited since');
    await writeJournal(journalFolder, journalOf({ a: ['old a', 'now'] }, 'applied'));
    const applies = newApplies();
    const { stamp } = await applies.undoPlan('agent', 'one', signal);
    const [check, restore] = (await applies.undoRequest(agent, 'one', stamp)).steps;
    await check?.run(context);
    writeFileSync(join(folder, 'a'), 'edited meanwhile');
    await expect(restore?.run(context)).rejects.toThrow('was left as it is');
    expect(read('a')).toBe('edited meanwhile');
  });

  it('removes what a crash left beside the places, and follows no link that took its place', async () => {
    const journal = journalOf({ a: ['old', 'now'], b: ['old', 'now'] }, 'writing');
    const [first, second] = journal.entries.map(({ temporary }) => join(folder, temporary));
    writeFileSync(join(folder, 'a'), 'now');
    writeFileSync(join(folder, 'b'), 'old');
    writeFileSync(join(root, 'target'), 'target');
    writeFileSync(first ?? '', 'now');
    symlinkSync(join(root, 'target'), second ?? '');
    await writeJournal(journalFolder, journal);
    await newApplies().list('agent');
    expect(readdirSync(folder).sort()).toEqual(['a', 'b']);
    expect([read('a'), read('b')]).toEqual(['old', 'old']);
    expect(readFileSync(join(root, 'target'), 'utf8')).toBe('target');
  });

  it('takes back permissions that alone were applied', async () => {
    writeFileSync(join(folder, 'a'), 'x', { mode: 0o755 });
    const journal = journalOf({ a: ['x', 'x'] }, 'writing');
    journal.entries = journal.entries.map((entry) => ({ ...entry, after: fileState('x', 0o755) }));
    await writeJournal(journalFolder, journal);
    await newApplies().list('agent');
    expect(lstatSync(join(folder, 'a')).mode & 0o777).toBe(0o644);
  });

  it('lists what was applied, of that agent alone, and lives with a broken journal', async () => {
    await writeJournal(journalFolder, journalOf({ a: ['x', 'y'] }, 'applied'));
    mkdirSync(join(dataPath, 'applies', 'broken'));
    writeFileSync(join(dataPath, 'applies', 'broken', 'journal.json'), '{');
    const applies = newApplies();
    expect(await applies.list('agent')).toEqual([
      { applyId: 'one', agentId: 'agent', folder, at: 1, files: 1, state: 'applied' },
    ]);
    expect(await applies.list('other')).toEqual([]);
  });
});
