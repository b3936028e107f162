import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { verifyChain } from '../../../scripts/audit/verify-chain.mjs';
import { silentLogger } from '../../lib/logger.ts';
import { ManualClock } from '../../lib/manual-clock.ts';
import { chainName } from '../egress/audit/audit-store.ts';
import { ChainFiles } from '../egress/audit/chain-files.ts';
import { SaveTokens } from '../files/save-tokens.ts';
import { CallAudit } from './call-audit.ts';
import { createAccess } from './create.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-calls-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const LIMITS = { fileBytes: 4_000, files: 3, totalBytes: 100_000, agents: 10 };
const open = (clock = new ManualClock(), limits = LIMITS) =>
  new CallAudit({ folder: join(folder, 'audit-calls'), clock, logger: silentLogger, limits });
const start = { caller: 'token:ci', method: 'POST', route: '/v1/agents/{agent}/start', status: 204 };
const all = async (audit: CallAudit) => {
  const calls = [];
  for await (const call of audit.history()) calls.push(call);
  return calls;
};

it('keeps calls over a restart, the newest first', async () => {
  const clock = new ManualClock();
  const first = open(clock);
  first.record({ ...start, agent: 'one' });
  clock.advance(1);
  first.record({ ...start, agent: 'two' });
  await first.dispose();
  const second = open(clock);
  expect((await second.newest()).map(({ agent, at }) => [agent, at])).toEqual([
    ['two', 1],
    ['one', 0],
  ]);
  await second.dispose();
});

it('makes one record of equal calls after the first ten, and shows their number meanwhile', async () => {
  const clock = new ManualClock();
  const audit = open(clock);
  for (let n = 0; n < 500; n += 1) audit.record({ ...start, status: 404 });
  clock.advance(1);
  audit.record({ ...start, caller: 'socket' });
  expect((await audit.newest()).map(({ count }) => count).filter(Boolean)).toEqual([490]);
  clock.advance(60_000);
  expect((await all(audit)).map(({ caller, count }) => [caller, count]).slice(-2)).toEqual([
    ['token:ci', 490],
    ['socket', undefined],
  ]);
  await audit.dispose();
});

it('shows the calls of others when one caller floods the record', async () => {
  const audit = open();
  audit.record({ ...start, caller: 'socket' });
  for (let n = 0; n < 1_000; n += 1) audit.record({ ...start, caller: 'agent:noisy', agent: `a${n}` });
  const callers = (await audit.newest()).map(({ caller }) => caller);
  expect(callers).toHaveLength(200);
  expect(callers).toContain('socket');
  await audit.dispose();
});

it('drops its oldest files, and the rest stays a chain', async () => {
  const audit = open();
  for (let n = 0; n < 200; n += 1) {
    audit.record({ ...start, agent: `a${n}` });
    if (n % 10 === 0) await all(audit);
  }
  await audit.dispose();
  const path = join(folder, 'audit-calls', chainName('token:ci'));
  const names = readdirSync(path).filter((name) => name.startsWith('audit-'));
  expect(names.length).toBeLessThanOrEqual(4);
  let after: { n: number; hash: string } | undefined;
  for (const name of names.sort()) {
    const { problems, last } = verifyChain(readFileSync(join(path, name), 'utf8'), after ? { after } : {});
    expect(problems).toEqual([]);
    after = last;
  }
});

it('keeps the calls of others on disk when one caller floods the record', async () => {
  const first = open();
  first.record({ ...start, caller: 'socket' });
  for (let n = 0; n < 400; n += 1) {
    first.record({ ...start, caller: 'agent:noisy', agent: `a${n}` });
    if (n % 20 === 0) await all(first);
  }
  await first.dispose();
  const second = open();
  const callers = (await all(second)).map(({ caller }) => caller);
  expect(callers).toContain('socket');
  expect(callers.length).toBeLessThan(200);
  expect((await second.newest()).map(({ caller }) => caller)).toContain('socket');
  await second.dispose();
});

it('reads the calls of all callers in their order, with those that older versions wrote in one chain', async () => {
  const clock = new ManualClock();
  const path = join(folder, 'audit-calls');
  const older = new ChainFiles({ folder: path, fileBytes: 4_000, clock });
  await older.append([{ type: 'call', call: { ...start, caller: 'token:old', at: 0 } }]);
  const audit = open(clock);
  for (const caller of ['token:b', 'token:a', 'token:b']) {
    clock.advance(1);
    audit.record({ ...start, caller });
  }
  expect((await all(audit)).map(({ caller }) => caller)).toEqual([
    'token:old',
    'token:b',
    'token:a',
    'token:b',
  ]);
  await audit.dispose();
});

it('is exported as a chain that tells a changed line', async () => {
  const clock = new ManualClock();
  const saveTokens = new SaveTokens(clock);
  const access = createAccess({ config: { dataPath: folder }, saveTokens, clock, logger: silentLogger });
  for (const agent of ['one', 'two']) access.record({ ...start, agent });
  const path = join(folder, 'calls.jsonl');
  saveTokens.offer('t', path);
  const { signal } = new AbortController();
  expect(await access.calls['access.export']({ place: 't' }, signal)).toEqual({ records: 2 });
  await access.dispose();
  const text = readFileSync(path, 'utf8');
  expect(verifyChain(text).problems).toEqual([]);
  expect(verifyChain(text.replace('"one"', '"six"')).problems).not.toEqual([]);
});

it('tells windows once a second, however many calls there are', async () => {
  const clock = new ManualClock();
  const audit = open(clock);
  let told = 0;
  audit.changed.on(() => {
    told += 1;
  });
  for (let n = 0; n < 100; n += 1) audit.record(start);
  expect(told).toBe(0);
  clock.advance(1_000);
  expect(told).toBe(1);
  await audit.dispose();
});
