import { execFile } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLogger } from '../../../lib/logger.ts';
import { ManualClock } from '../../../lib/manual-clock.ts';
import { Audit } from './audit.ts';
import { exportAudit } from './audit-export.ts';
import type { AuditLimits } from './audit-quota.ts';
import { decisionOf } from './decision.fixture.ts';

const run = promisify(execFile);
const verifier = join(import.meta.dirname, '../../../../scripts/audit-verify.mjs');

let dataPath: string;
beforeEach(async () => {
  dataPath = await mkdtemp(join(tmpdir(), 'bulkhead-audit-'));
});
afterEach(() => rm(dataPath, { recursive: true }));

const open = (limits: Partial<AuditLimits> = {}) =>
  new Audit({
    dataPath,
    clock: new ManualClock(),
    logger: silentLogger,
    limits: { fileBytes: 2_000, files: 3, totalBytes: 1_000_000, agents: 1_000, ...limits },
  });
const files = async (agentId = 'a1') =>
  (await readdir(join(dataPath, 'audit', agentId)))
    .filter((name) => name.startsWith('audit-'))
    .sort()
    .map((name) => join(dataPath, 'audit', agentId, name));
const historyOf = async (audit: Audit, agentId: string) => {
  const decisions = [];
  for await (const decision of audit.history(agentId)) decisions.push(decision);
  return decisions;
};
const verify = (...paths: string[]) =>
  run(process.execPath, [verifier, ...paths]).then(
    ({ stdout }) => stdout,
    (error: { stderr: string }) => error.stderr,
  );

async function write(audit: Audit, from: number, to: number): Promise<void> {
  for (let seq = from; seq < to; seq += 1) {
    audit.onDecision('g1', decisionOf(seq));
    await audit.flushed();
  }
}

it('goes on with the chain after a restart, over files, and forgets the oldest', async () => {
  const first = open();
  await write(first, 0, 3);
  await first.dispose();
  const second = open();
  expect(await second.lastSeq('g1')).toBe(2);
  expect(await second.lastSeq('g2')).toBe(-1);
  expect((await second.agent('a1')).read(0, 10).decisions.map(({ seq }) => seq)).toEqual([0, 1, 2]);
  // Decisions 1 and 2 are sent again.
  await write(second, 1, 30);
  await second.dispose();
  const names = await files();
  expect(names).toHaveLength(3);
  expect(names[0]).not.toContain('000001');
  expect(await verify(...names)).toContain('whole and in order');
});

it('is found out when a line is changed, or the newest ones are removed', async () => {
  const audit = open({ fileBytes: 1_000_000, files: 3 });
  await write(audit, 0, 5);
  await audit.dispose();
  const [path = ''] = await files();
  const text = await readFile(path, 'utf8');
  expect(await verify(path)).toContain('6 lines, whole and in order');
  await writeFile(path, text.replace('"seq":2', '"seq":9'));
  expect(await verify(path)).toContain('line 4 (record 3) was changed');
  await writeFile(path, text.split('\n').slice(0, -2).join('\n').concat('\n'));
  expect(await verify(path)).toContain('line 6 is missing');
});

it('survives a line that a crash left half written', async () => {
  const audit = open();
  await write(audit, 0, 2);
  await audit.dispose();
  const [path = ''] = await files();
  await appendFile(path, '{"hash":"12');
  const reopened = open();
  await reopened.lastSeq('g1');
  await write(reopened, 2, 4);
  await reopened.dispose();
  expect(await verify(path)).toContain('5 lines, whole and in order');
});

it('records what was missed and that another gateway began', async () => {
  const audit = open();
  await write(audit, 0, 1);
  audit.onMissed('g1', 7);
  audit.onDecision('g2', decisionOf(0));
  await audit.dispose();
  expect(audit.missedCount).toBe(7);
  const all = [...(await files('')), ...(await files())];
  const text = (await Promise.all(all.map((path) => readFile(path, 'utf8')))).join('');
  expect(text).toContain('"type":"missed","at":0,"instance":"g1","count":7');
  expect(text.match(/"type":"gateway"/g)).toHaveLength(2);
});

it('counts per host, and lists a flow once it has ended', async () => {
  const audit = open();
  audit.onDecision('g1', decisionOf(0, { final: false, flowId: 'f' }));
  audit.onDecision('g1', decisionOf(1, { flowId: 'f', bytesDown: 400 }));
  audit.onDecision('g1', decisionOf(2, { host: 'other.test', verdict: 'blocked', bytesUp: 0, bytesDown: 0 }));
  audit.onDecision('g1', decisionOf(3, { agentId: 'a2' }));
  expect((await audit.agent('a1')).totals()).toEqual({
    hosts: [
      { host: 'example.test', requests: 1, blocked: 0, bytesUp: 10, bytesDown: 400 },
      { host: 'other.test', requests: 1, blocked: 1, bytesUp: 0, bytesDown: 0 },
    ],
    otherRequests: 0,
    otherBlocked: 0,
  });
  await audit.dispose();
});

it('exports one agent as a chain of its own', async () => {
  const audit = open();
  await write(audit, 0, 3);
  audit.onDecision('g1', decisionOf(3, { agentId: 'a2' }));
  const path = join(dataPath, 'export.jsonl');
  const { signal } = new AbortController();
  const options = { agentId: 'a1', path, now: 1, signal, decisions: audit.history('a1') };
  expect(await exportAudit(options)).toEqual({ records: 3 });
  expect(await verify(path)).toContain('5 lines, whole and in order');
  expect(await readFile(path, 'utf8')).not.toContain('"a2"');
  await audit.dispose();
  await expect(
    exportAudit({ ...options, path: join(dataPath, 'no', 'folder'), decisions: audit.history('a1') }),
  ).rejects.toMatchObject({ error: { type: 'invalid-input', field: 'path' } });
});

it('remembers the agents with the newest decisions, so that removed ones do not add up', async () => {
  const audit = open({ fileBytes: 10_000_000, files: 3 });
  for (let seq = 0; seq < 300; seq += 1)
    audit.onDecision('g1', { ...decisionOf(seq), agentId: seq === 290 ? 'a0' : `a${seq}` });
  const seen = async (agentId: string) => (await audit.agent(agentId)).read(0, 10).decisions.length;
  expect(await seen('a1')).toBe(0);
  expect(await seen('a0')).toBe(1);
  expect(await seen('a299')).toBe(1);
  await audit.dispose();
});

it('records a flood of one request by its count, and leaves the history of others alone', async () => {
  const audit = open({ fileBytes: 20_000, files: 3 });
  audit.onDecision('g1', decisionOf(0, { agentId: 'quiet' }));
  for (let seq = 1; seq < 5_000; seq += 1)
    audit.onDecision('g1', decisionOf(seq, { verdict: 'blocked', reason: 'no-rule' }));
  await audit.dispose();
  const reopened = open();
  expect(await historyOf(reopened, 'quiet')).toHaveLength(1);
  const flood = await historyOf(reopened, 'a1');
  expect(flood).toHaveLength(11);
  expect(flood.reduce((sum, { count = 1 }) => sum + count, 0)).toBe(4_999);
  expect(await reopened.lastSeq('g1')).toBe(4_999);
  await reopened.dispose();
});

it('leaves a record of what it drops', async () => {
  const audit = open({ fileBytes: 2_000, files: 2 });
  await write(audit, 0, 12);
  await audit.dispose();
  const names = await files();
  const text = (await Promise.all(names.map((path) => readFile(path, 'utf8')))).join('');
  expect(text).toMatch(/"type":"rotated","first":0,"last":\d+,"agents":\[\{"agentId":"a1","decisions":\d+,/);
  expect(await verify(...names)).toContain('whole and in order');
});

it('writes records once when only its head cannot be written', async () => {
  const audit = open({ fileBytes: 1_000_000, files: 3 });
  await audit.lastSeq('g1');
  const head = join(dataPath, 'audit', 'a1', 'head.json');
  // A folder cannot be replaced by a file.
  await mkdir(join(head, 'in-the-way'), { recursive: true });
  await write(audit, 0, 3);
  await rm(head, { recursive: true });
  await write(audit, 3, 4);
  await audit.dispose();
  const [path = ''] = await files();
  expect(await verify(path)).toContain('5 lines, whole and in order');
});

it('is verified as a folder, with a chain for each agent', async () => {
  const audit = open();
  await write(audit, 0, 6);
  audit.onDecision('g1', decisionOf(6, { agentId: 'a2' }));
  audit.onMissed('g1', 1);
  await audit.dispose();
  const intact = await verify(join(dataPath, 'audit'));
  expect(intact.match(/whole and in order/g)).toHaveLength((await files()).length + 2);
  expect(await verify(...(await files()), ...(await files('a2')))).not.toContain('out of order');
  const [path = ''] = await files('a2');
  await writeFile(path, (await readFile(path, 'utf8')).replace('"seq":6', '"seq":7'));
  expect(await verify(join(dataPath, 'audit'))).toContain(
    'a2/audit-000001.jsonl: line 2 (record 1) was changed',
  );
});
