import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { failReads } from '../../../test/harness/failing-files.ts';
import { readRecord, writeRecord } from './process-record.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-record-'));
  path = join(folder, 'engine.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('names the process while it runs, and none without a record or with a torn one', async () => {
  expect(await readRecord(path)).toBeUndefined();
  const written = await writeRecord(path, process.pid, true);
  expect(await readRecord(path)).toEqual(written);
  writeFileSync(path, JSON.stringify({ ...written, startTicks: '1' }));
  expect(await readRecord(path)).toBeUndefined();
  writeFileSync(path, '{"pid":');
  expect(await readRecord(path)).toBeUndefined();
});

it.each(['EIO', 'EACCES', 'EBUSY'])('does not take a record for none that fails with %s', async (code) => {
  await writeRecord(path, process.pid, true);
  const failing = failReads(/engine\.json$/, code);
  await expect(readRecord(path)).rejects.toMatchObject({ error: { type: 'engine-unreachable' } });
  failing.heal();
  expect(await readRecord(path)).toMatchObject({ pid: process.pid });
});
