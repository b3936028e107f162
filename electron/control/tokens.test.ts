import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { failWrites } from '../../test/harness/failing-files.ts';
import { ManualClock } from '../lib/manual-clock.ts';
import { TokenStore } from './tokens.ts';

let folder: string;
const clock = new ManualClock();
/** Each store is another process. */
const open = () => new TokenStore({ folder: join(folder, 'tokens'), clock });
const request = (name: string) => ({ name, scope: 'read' as const, roots: [], lifetimeMs: null });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-tokens-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('loses no token when several processes change them at once', async () => {
  const names = Array.from({ length: 20 }, (_, n) => `t${n}`);
  await open().create(request('old'));
  const created = await Promise.all([
    ...names.map((name) => open().create(request(name))),
    open().revoke('old'),
  ]);
  const values = created.flatMap((one) => (one ? [one.value] : []));
  expect((await open().list()).map(({ name }) => name).sort()).toEqual([...names].sort());
  for (const value of values) expect(await open().find(value)).toBeDefined();
});

it('gives a name to one of several that ask for it at once', async () => {
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => open().create(request('ci'))));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await open().list()).toHaveLength(1);
  await expect(open().create(request('ci'))).rejects.toMatchObject({ error: { type: 'name-taken' } });
});

it('forgets a revoked token and its use, and the name is free again', async () => {
  const { value, token } = await open().create(request('ci'));
  await open().find(value);
  await open().revoke(token.id);
  expect(await open().find(value)).toBeUndefined();
  await open().create(request('ci'));
  expect(await open().list()).toMatchObject([{ name: 'ci', lastUsedAt: null }]);
});

it('has no use of an earlier token of the name, also when the revocation was cut off', async () => {
  const { value } = await open().create(request('ci'));
  await open().find(value);
  const failing = failWrites('rm', 'EIO', /\.json$/);
  await expect(open().revoke('ci')).rejects.toThrow('EIO');
  failing.heal();
  expect(await open().list()).toMatchObject([{ name: 'ci', lastUsedAt: null }]);
});

it('admits nobody by a broken file, and the others as before', async () => {
  const { value } = await open().create(request('ci'));
  writeFileSync(join(folder, 'tokens', `${'0'.repeat(32)}.json`), '{"hash":');
  expect(await open().find(value)).toMatchObject({ name: 'ci' });
  await expect(open().list()).rejects.toThrow();
});

it.each(['', '  ', 'a\nb', 'a\u202eb', 'x'.repeat(61)])('refuses the name %j', async (name) => {
  await expect(open().create(request(name))).rejects.toMatchObject({ error: { field: 'name' } });
  expect(await open().list()).toEqual([]);
});

it('leaves nothing half written', async () => {
  await open().create(request('ci'));
  await open()
    .create(request('ci'))
    .catch(() => undefined);
  expect(readdirSync(join(folder, 'tokens'))).toHaveLength(1);
});
