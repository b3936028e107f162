import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { verifyChain } from '../../../../scripts/audit/verify-chain.mjs';
import { silentLogger } from '../../../lib/logger.ts';
import { ManualClock } from '../../../lib/manual-clock.ts';
import { Audit } from './audit.ts';
import { type AuditRecord, chainLine, EMPTY_CHAIN } from './audit-chain.ts';
import type { AuditLimits } from './audit-quota.ts';
import { chainName } from './audit-store.ts';
import { decisionOf } from './decision.fixture.ts';

/** Each agent has its own history: no agent's traffic displaces records of another. */
let dataPath: string;
beforeEach(async () => {
  dataPath = await mkdtemp(join(tmpdir(), 'bulkhead-audit-'));
});
afterEach(() => rm(dataPath, { recursive: true }));

const open = (limits: Partial<AuditLimits> = {}, clock = new ManualClock()) =>
  new Audit({
    dataPath,
    clock,
    logger: silentLogger,
    limits: { fileBytes: 20_000, files: 3, totalBytes: 10_000_000, agents: 1_000, ...limits },
  });
const folder = (name: string) => join(dataPath, 'audit', name);
const historyOf = async (audit: Audit, agentId: string) => {
  const decisions = [];
  for await (const decision of audit.history(agentId)) decisions.push(decision);
  return decisions;
};
const blocked = (seq: number, agentId: string, host: string) =>
  decisionOf(seq, { agentId, host, verdict: 'blocked', reason: 'no-rule' });

it('keeps an agent’s history whole while another floods the audit with made-up hosts', async () => {
  const audit = open();
  audit.onDecision('g1', decisionOf(0, { agentId: 'quiet' }));
  for (let seq = 1; seq <= 4_000; seq += 1) {
    audit.onDecision('g1', blocked(seq, 'loud', `made-up-${seq}.test`));
    if (seq % 100 === 0) await audit.flushed();
  }
  await audit.dispose();
  const reopened = open();
  expect(await historyOf(reopened, 'quiet')).toHaveLength(1);
  expect((await reopened.agent('quiet')).read(0, 10).decisions).toHaveLength(1);
  const busyHistory = await historyOf(reopened, 'loud');
  expect(busyHistory.length).toBeLessThan(1_000);
  expect(busyHistory.at(-1)?.seq).toBe(4_000);
  expect(await reopened.lastSeq('g1')).toBe(4_000);
  await reopened.dispose();
});

it('shares the space of all among many that flood, and leaves what is below its share', async () => {
  const audit = open({ totalBytes: 100_000, files: 100 });
  audit.onDecision('g1', decisionOf(0, { agentId: 'quiet' }));
  for (let seq = 1; seq <= 1_200; seq += 1) {
    audit.onDecision('g1', blocked(seq, `loud-${seq % 3}`, `made-up-${seq}.test`));
    if (seq % 60 === 0) await audit.flushed();
  }
  await audit.dispose();
  const reopened = open();
  expect(await historyOf(reopened, 'quiet')).toHaveLength(1);
  for (const agentId of ['loud-0', 'loud-1', 'loud-2'])
    expect((await historyOf(reopened, agentId)).length).toBeGreaterThan(20);
  await reopened.dispose();
});

it('goes on for an agent while the folder of another takes nothing', async () => {
  await mkdir(join(dataPath, 'audit'), { recursive: true });
  await writeFile(folder('stuck'), 'no folder');
  const audit = open();
  for (let seq = 0; seq < 5_000; seq += 1)
    audit.onDecision('g1', blocked(seq, seq % 2 === 0 ? 'stuck' : 'fine', `${seq}.test`));
  await audit.flushed();
  expect(await historyOf(audit, 'fine')).toHaveLength(2_500);
  await audit.dispose();
});

it('asks for what a crash left unwritten, and records nothing twice', async () => {
  await mkdir(join(dataPath, 'audit'), { recursive: true });
  const audit = open();
  audit.onDecision('g1', decisionOf(0, { agentId: 'stuck' }));
  await audit.flushed();
  await rm(folder('stuck'), { recursive: true });
  await writeFile(folder('stuck'), 'no folder any more');
  audit.onDecision('g1', decisionOf(1, { agentId: 'stuck' }));
  audit.onDecision('g1', decisionOf(2, { agentId: 'fine' }));
  await audit.flushed();
  const crashFolder = join(dataPath, 'crashed');
  await cp(join(dataPath, 'audit'), join(crashFolder, 'audit'), { recursive: true });
  await audit.dispose();
  await rm(join(crashFolder, 'audit', 'stuck'));
  const options = { dataPath: crashFolder, clock: new ManualClock(), logger: silentLogger };
  const reopened = new Audit(options);
  expect(await reopened.lastSeq('g1')).toBe(0);
  reopened.onDecision('g1', decisionOf(1, { agentId: 'stuck' }));
  reopened.onDecision('g1', decisionOf(2, { agentId: 'fine' }));
  expect(await historyOf(reopened, 'stuck')).toHaveLength(1);
  expect(await historyOf(reopened, 'fine')).toHaveLength(1);
  await reopened.dispose();
});

it('reads and goes on after the one chain of all agents that older versions wrote', async () => {
  await mkdir(folder(''), { recursive: true });
  let head = EMPTY_CHAIN;
  let text = '';
  const records: AuditRecord[] = [
    { type: 'gateway', at: 0, instance: 'g1' },
    { type: 'decision', instance: 'g1', decision: decisionOf(0) },
    { type: 'decision', instance: 'g1', decision: decisionOf(1, { agentId: 'a2' }) },
  ];
  for (const record of records) {
    const next = chainLine(head, record);
    head = next.head;
    text += next.line;
  }
  const oldFile = join(folder(''), 'audit-000001.jsonl');
  await writeFile(oldFile, text);
  const audit = open();
  expect(await audit.lastSeq('g1')).toBe(1);
  audit.onDecision('g1', decisionOf(2));
  audit.onMissed('g1', 4);
  expect((await historyOf(audit, 'a1')).map(({ seq }) => seq)).toEqual([0, 2]);
  expect((await audit.agent('a1')).next).toBe(2);
  await audit.dispose();
  expect(verifyChain(await readFile(oldFile, 'utf8'), { head: { n: 3, hash: '' } }).lines).toBe(4);
});

it('gives up the history of the agent that was active longest ago, and says so', async () => {
  const clock = new ManualClock();
  const audit = open({ agents: 2 }, clock);
  for (const [seq, agentId] of ['first', 'second', 'third'].entries()) {
    clock.advance(1_000);
    audit.onDecision('g1', decisionOf(seq, { agentId }));
    await audit.flushed();
  }
  await audit.dispose();
  const names = await readdir(folder(''), { withFileTypes: true });
  expect(names.filter((entry) => entry.isDirectory()).map(({ name }) => name)).toEqual(['second', 'third']);
  const shared = await readFile(join(folder(''), 'audit-000001.jsonl'), 'utf8');
  expect(shared).toMatch(/"type":"rotated".*"agentId":"first","decisions":1/);
});

it('names no folder by what an agent is called', () => {
  expect(chainName('0123456789ab')).toBe('0123456789ab');
  for (const agentId of ['..', '../../x', 'A', 'a/b', '', 'x'.repeat(100)])
    expect(chainName(agentId)).toMatch(/^_[0-9a-f]{64}$/);
});
