import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TokenStore } from '../../electron/control/tokens.ts';
import { CallAudit } from '../../electron/engine/access/call-audit.ts';
import { Audit } from '../../electron/engine/egress/audit/audit.ts';
import { chainName } from '../../electron/engine/egress/audit/audit-store.ts';
import { ChainFiles } from '../../electron/engine/egress/audit/chain-files.ts';
import { decisionOf } from '../../electron/engine/egress/audit/decision.fixture.ts';
import { createLogger, silentLogger } from '../../electron/lib/logger.ts';
import { ManualClock } from '../../electron/lib/manual-clock.ts';
import { SecretsStore } from '../../electron/secrets/secrets-store.ts';
import { SettingsStore } from '../../electron/settings/settings-store.ts';
import { verifyChain } from '../../scripts/audit/verify-chain.mjs';
import { canMountDisks, mountSmallDisk, type SmallDisk } from '../harness/small-disk.ts';

let disk: SmallDisk;
const MANY = 50;

/** Ways in which the disk fails, each with the expected error text and the end of the failure. */
const faults = [
  { fault: 'full', begin: () => disk.fill(), end: () => disk.makeRoom(), says: /disk is full\. Make room/ },
  {
    fault: 'read-only',
    begin: () => disk.setReadOnly(true),
    end: () => disk.setReadOnly(false),
    says: /disk is read-only\. Make it writable/,
  },
];

const chainFolder = () => join(disk.path, 'audit', decisionOf(0).agentId);

const auditLines = () => chainText(chainFolder());

async function chainText(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.startsWith('audit-')).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.join('');
}

describe.runIf(canMountDisks).each(faults)('on a disk that is $fault', ({ begin, end, says }) => {
  beforeEach(() => {
    disk = mountSmallDisk();
  });
  afterEach(() => disk.remove());

  it('settings keep what was saved, say what to do, and are saved at the end when it works again', async () => {
    const path = join(disk.path, 'settings.json');
    const store = new SettingsStore(disk.path);
    await store.load();
    store.change({ theme: 'light' });
    await store.flush();
    begin();
    store.change({ theme: 'dark' });
    await store.flush();
    expect(store.problem).toMatchObject({ field: 'write', message: expect.stringMatching(says) });
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ theme: 'light' });
    end();
    await store.flush();
    expect(store.problem).toBeNull();
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ theme: 'dark' });
    expect(await readdir(disk.path)).toEqual(['settings.json']);
  });

  it('secrets keep what was saved, say what to do, and are saved at the end when it works again', async () => {
    const encryption = {
      protection: 'keychain' as const,
      available: async () => true,
      encrypt: async (text: string) => Buffer.from(text).toString('hex'),
      decrypt: async (hex: string) => Buffer.from(hex, 'hex').toString(),
    };
    const open = () =>
      new SecretsStore({ folder: disk.path, encryption, environment: {}, logger: silentLogger });
    const secret = (name: string) => ({
      name,
      use: { kind: 'provider' as const, provider: 'openai' as const },
      source: { kind: 'typed' as const },
      value: `value-of-${name}`,
      memoryOnly: false,
    });
    const store = open();
    await store.load();
    await store.save(secret('first'));
    begin();
    await expect(store.save(secret('second'))).rejects.toThrow(says);
    const duringFailure = open();
    await duringFailure.load();
    expect(duringFailure.records().map(({ name }) => name)).toEqual(['first']);
    end();
    await store.flush();
    const reopened = open();
    await reopened.load();
    expect(reopened.records().map(({ name }) => name)).toEqual(['first', 'second']);
  });

  it('tokens let programs in and are revoked, and none is half made', async () => {
    const store = new TokenStore({ folder: join(disk.path, 'tokens'), clock: new ManualClock() });
    const request = { scope: 'read' as const, roots: [], lifetimeMs: null };
    const { value } = await store.create({ ...request, name: 'first' });
    begin();
    await expect(store.create({ ...request, name: 'second' })).rejects.toThrow(says);
    expect(await store.find(value)).toMatchObject({ name: 'first' });
    expect((await store.list()).map(({ name }) => name)).toEqual(['first']);
    end();
    await store.create({ ...request, name: 'second' });
    await store.revoke('first');
    expect(await store.find(value)).toBeUndefined();
    expect((await readdir(join(disk.path, 'tokens'))).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('calls of programs are answered and kept in memory, and are in the chain once it works again', async () => {
    const clock = new ManualClock();
    const folder = join(disk.path, 'audit-calls');
    const path = join(folder, chainName('token:ci'));
    const call = (agent: string) => ({ caller: 'token:ci', method: 'POST', route: '/x', agent, status: 204 });
    const audit = new CallAudit({ folder, clock, logger: silentLogger });
    audit.record(call('before'));
    await expect.poll(() => chainText(path)).toContain('before');
    begin();
    for (let n = 0; n < MANY; n += 1) audit.record(call(`during-${n}`));
    expect((await audit.newest()).map(({ agent }) => agent)).toContain(`during-${MANY - 1}`);
    end();
    await expect
      .poll(async () => {
        // The store waits before it tries again.
        clock.advance(60_000);
        return await chainText(path);
      })
      .toContain(`during-${MANY - 1}`);
    await audit.dispose();
    expect(verifyChain(await chainText(path)).problems).toEqual([]);
  });

  it('the audit keeps its chain, and writes what waited once it works again', async () => {
    const clock = new ManualClock();
    const failures: string[] = [];
    const logger = createLogger((line) => failures.push(line), 'error');
    const audit = new Audit({ dataPath: disk.path, clock, logger });
    audit.onDecision('g1', decisionOf(0));
    await audit.flushed();
    const before = await auditLines();
    begin();
    // These records exceed the free rest of the current block.
    for (let seq = 1; seq < MANY; seq += 1) audit.onDecision('g1', decisionOf(seq));
    void audit.flushed();
    await expect.poll(() => failures.join()).toContain('the audit cannot be written');
    expect(await auditLines()).toBe(before);
    audit.onDecision('g1', decisionOf(MANY));
    end();
    await expect
      .poll(async () => {
        // The store waits before it tries again.
        clock.advance(60_000);
        return await auditLines();
      })
      .toContain(`"seq":${MANY},`);
    await audit.dispose();
    expect(verifyChain(await auditLines()).problems).toEqual([]);
    const reopened = new Audit({ dataPath: disk.path, clock, logger: silentLogger });
    expect(await reopened.lastSeq('g1')).toBe(MANY);
    await reopened.dispose();
  });

  it('the audit loses no file to a rotation that cannot be written', async () => {
    const open = () => new ChainFiles({ folder: chainFolder(), fileBytes: 1, clock: new ManualClock() });
    const record = (at: number) => ({ type: 'gateway', at, instance: 'g' }) as const;
    const files = open();
    for (const at of [1, 2]) await files.append([record(at)]);
    const before = await auditLines();
    begin();
    await expect(files.drop(2)).rejects.toThrow();
    expect(await auditLines()).toBe(before);
    end();
    await files.drop(2);
    expect(await auditLines()).toContain('"type":"rotated","first":0,"last":0');
    await open().append([record(4)]);
    expect(await auditLines()).toMatch(/"n":3,.*"n":4,/s);
  });
});
