import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppFailure } from '../../electron/contract/error.ts';
import { TokenStore } from '../../electron/control/tokens.ts';
import { Applies } from '../../electron/engine/changes/apply/applies.ts';
import { writeJournal } from '../../electron/engine/changes/apply/journal.ts';
import { Audit } from '../../electron/engine/egress/audit/audit.ts';
import { decisionOf } from '../../electron/engine/egress/audit/decision.fixture.ts';
import { systemClock } from '../../electron/lib/clock.ts';
import { createLogger, silentLogger } from '../../electron/lib/logger.ts';
import { ManualClock } from '../../electron/lib/manual-clock.ts';
import { openKeyFile } from '../../electron/secrets/key-file.ts';
import { SecretsStore } from '../../electron/secrets/secrets-store.ts';
import { SettingsStore } from '../../electron/settings/settings-store.ts';
import { ensureKeys } from '../../electron/ssh/keys.ts';
import { verifyChain } from '../../scripts/audit/verify-chain.mjs';
import { applyJournal } from '../harness/apply-journal.ts';
import { type FailingFiles, failReads, failWrites, WRITE_CALLS } from '../harness/failing-files.ts';

/** A disk that breaks, or a file that belongs to somebody else: nothing that was saved is lost, and the app lives. */
const CODES = ['EIO', 'EACCES', 'EBUSY'];
let folder: string;
let failing: FailingFiles | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-failing-'));
});
afterEach(() => {
  failing?.heal();
  failing = undefined;
  rmSync(folder, { recursive: true });
});
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

const encryption = {
  protection: 'keychain' as const,
  available: async () => true,
  encrypt: async (text: string) => Buffer.from(text).toString('hex'),
  decrypt: async (hex: string) => Buffer.from(hex, 'hex').toString(),
};
const openSecrets = () => new SecretsStore({ folder, encryption, environment: {}, logger: silentLogger });
const secret = (name: string) => ({
  name,
  use: { kind: 'provider' as const, provider: 'openai' as const },
  source: { kind: 'typed' as const },
  value: `value-of-${name}`,
  memoryOnly: false,
});

describe.each(CODES)('reading fails with %s', (code) => {
  it('and settings are reported and not overwritten', async () => {
    writeFileSync(join(folder, 'settings.json'), '{"theme":"light"}');
    failing = failReads(/settings\.json/, code);
    const store = new SettingsStore(folder);
    await store.load();
    expect(store.problem).toMatchObject({ field: 'read' });
    store.change({ theme: 'dark' });
    failing.heal();
    await store.flush();
    expect(read('settings.json')).toBe('{"theme":"light"}');
  });

  it('and secrets are not overwritten, and are there when it works again', async () => {
    const before = openSecrets();
    await before.load();
    await before.save(secret('first'));
    failing = failReads(/secrets\.json/, code);
    const store = openSecrets();
    await store.load().catch(() => undefined);
    await expect(store.save(secret('second'))).rejects.toThrow();
    failing.heal();
    const after = openSecrets();
    await after.load();
    expect(after.records().map(({ name }) => name)).toEqual(['first']);
  });

  it.each([
    ['one agent’s audit', /audit\/a1/],
    ['the mark of what was received', /received\.json/],
    ['the whole audit', /\/audit/],
  ])('and %s is kept, and goes on in one chain', async (_what, path) => {
    const open = () => new Audit({ dataPath: folder, clock: new ManualClock(), logger: silentLogger });
    const first = open();
    for (const seq of [0, 1]) first.onDecision('g', decisionOf(seq));
    first.onDecision('g', decisionOf(2, { agentId: 'b2' }));
    await first.dispose();
    failing = failReads(path, code);
    const second = open();
    expect(await second.lastSeq('other')).toBe(-1);
    second.onDecision('h', decisionOf(0, { agentId: 'b2' }));
    failing.heal();
    second.onDecision('h', decisionOf(1));
    await second.dispose();
    for (const agent of ['a1', 'b2']) {
      const names = readdirSync(join(folder, 'audit', agent)).filter((name) => name.endsWith('.jsonl'));
      const text = names
        .sort()
        .map((name) => read(`audit/${agent}/${name}`))
        .join('');
      expect(verifyChain(text).problems).toEqual([]);
      expect(text).toContain('"instance":"h"');
    }
  });

  it('and another agent’s audit is known, so that nothing is recorded twice', async () => {
    const open = () => new Audit({ dataPath: folder, clock: new ManualClock(), logger: silentLogger });
    const first = open();
    first.onDecision('g', decisionOf(0));
    first.onDecision('g', decisionOf(1, { agentId: 'b2' }));
    await first.dispose();
    failing = failReads(/audit\/a1/, code);
    const second = open();
    expect(await second.lastSeq('g')).toBe(1);
    expect((await second.agent('b2')).read(0, 10).decisions).toHaveLength(1);
    failing.heal();
    await second.dispose();
  });

  it.each([
    ['a journal', /journal\.json/],
    ['the folder of the journals', /applies$/],
  ])('and %s stays, is reported, and ends nothing', async (_what, path) => {
    const journalFolder = join(folder, 'applies/one');
    mkdirSync(journalFolder, { recursive: true });
    await writeJournal(journalFolder, applyJournal(folder, [], { state: 'applied' }));
    const lines: string[] = [];
    const open = () =>
      new Applies({
        dataPath: folder,
        clock: systemClock,
        logger: createLogger((line) => lines.push(line), 'error'),
        writers: () => [],
      });
    failing = failReads(path, code);
    const applies = open();
    await applies
      .list('agent')
      .catch((error) => expect(error).toMatchObject({ error: { raw: expect.anything() } }));
    expect(lines.join()).toMatch(/cannot be (?:read|found)/);
    failing.heal();
    expect(await open().list('agent')).toHaveLength(1);
  });
});

describe.each(CODES.flatMap((code) => WRITE_CALLS.map((call) => ({ code, call }))))(
  '$call fails with $code',
  ({ code, call }) => {
    it('and settings are whole, the old or the new ones, and the new ones when it works again', async () => {
      const store = new SettingsStore(folder);
      await store.load();
      store.change({ theme: 'light' });
      await store.flush();
      failing = failWrites(call, code);
      store.change({ theme: 'dark' });
      await store.flush();
      expect(['light', 'dark']).toContain(JSON.parse(read('settings.json')).theme);
      if (failing.failed.length > 0) expect(store.problem).toMatchObject({ field: 'write' });
      failing.heal();
      await store.flush();
      expect(store.problem).toBeNull();
      expect(JSON.parse(read('settings.json')).theme).toBe('dark');
      expect(readdirSync(folder)).toEqual(['settings.json']);
    });

    it('and secrets are whole, and the new one is there when it works again', async () => {
      const store = openSecrets();
      await store.load();
      await store.save(secret('first'));
      failing = failWrites(call, code);
      await store.save(secret('second')).catch((error) => expect(error).toBeInstanceOf(AppFailure));
      expect(read('secrets.json')).toContain('"first"');
      failing.heal();
      await store.flush();
      const after = openSecrets();
      await after.load();
      expect(after.records().map(({ name }) => name)).toEqual(['first', 'second']);
    });

    it('and the audit goes on in one chain', async () => {
      const clock = new ManualClock();
      const audit = new Audit({ dataPath: folder, clock, logger: silentLogger });
      audit.onDecision('g', decisionOf(0));
      await audit.flushed();
      failing = failWrites(call, code);
      for (const seq of [1, 2, 3]) audit.onDecision('g', decisionOf(seq));
      await audit.flushed();
      failing.heal();
      audit.onDecision('g', decisionOf(4));
      await audit.dispose();
      const [name = ''] = readdirSync(join(folder, 'audit/a1')).filter((each) => each.endsWith('.jsonl'));
      const text = read(`audit/a1/${name}`);
      expect(verifyChain(text).problems).toEqual([]);
      for (const seq of [0, 1, 2, 3, 4]) expect(text.split(`"seq":${seq},`)).toHaveLength(2);
    });

    it('and a journal is whole', async () => {
      const journalFolder = join(folder, 'one');
      const journal = applyJournal(folder, []);
      await writeJournal(journalFolder, journal);
      failing = failWrites(call, code);
      await writeJournal(journalFolder, { ...journal, at: 2, state: 'applied' }).catch(() => undefined);
      failing.heal();
      expect([1, 2]).toContain(JSON.parse(read('one/journal.json')).at);
      expect(existsSync(join(journalFolder, 'journal.json'))).toBe(true);
      expect(readdirSync(journalFolder)).toEqual(['journal.json']);
    });
  },
);

/** What a crash right after would find: a name that leads to bytes that the disk does not have yet. */
it.each([
  [
    'a token',
    'tokens',
    () =>
      new TokenStore({ folder: join(folder, 'tokens'), clock: systemClock }).create({
        name: 'ci',
        scope: 'read',
        roots: [],
        lifetimeMs: null,
      }),
  ],
  ['the keys of SSH', 'ssh', () => ensureKeys(folder)],
  [
    'a key file',
    'keys',
    () => openKeyFile(join(folder, 'keys', 'key'), { dataPath: join(folder, 'data'), mayCreate: true }),
  ],
])('a name leads to what the disk has, and to nothing before: %s', async (_what, place, create) => {
  failing = failWrites('file.sync', 'EIO');
  await expect(create()).rejects.toThrow();
  expect(failing.failed).not.toEqual([]);
  expect(readdirSync(join(folder, place))).toEqual([]);
  failing.heal();
  await create();
  expect(readdirSync(join(folder, place))).not.toEqual([]);
});
