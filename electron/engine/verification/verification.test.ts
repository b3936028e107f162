import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { presetIsolation } from '../../contract/presets.ts';
import { silentLogger } from '../../lib/logger.ts';
import { agentNetwork, engineFacts, hardenedInspect } from '../posture/inspect.fixture.ts';
import { VerificationReports } from './verification-reports.ts';
import { Verifications } from './verifications.ts';
import { judgeContainer } from './verify-container.ts';
import type { ContainerEvidence } from './verify-evidence.ts';
import { attemptsAtOnce, readAttempt, shellProgram } from './verify-targets.ts';

const NONE = '0000000000000000';
/** What a hardened sandbox says of itself. */
const inside = {
  CapInh: NONE,
  CapPrm: NONE,
  CapEff: NONE,
  CapBnd: NONE,
  CapAmb: NONE,
  NoNewPrivs: '1',
  Seccomp: '2',
  Uid: '1000 1000 1000 1000',
  'root.write': 'no',
  'settings.write': 'no',
  mount: 'no',
  unshare: 'no',
  mknod: 'no',
  'kernel-files': 'seen',
  'limit.memory': '536870912',
  'limit.pids': '256',
  'limit.cpu-max': '100000 100000',
  done: 'yes',
};

function container(change: Record<string, string> = {}, evidence: Partial<ContainerEvidence> = {}) {
  const results = judgeContainer({
    inspect: hardenedInspect(),
    networks: [agentNetwork()],
    facts: engineFacts(),
    tier: 'container',
    isolation: presetIsolation('balanced'),
    inside: new Map(Object.entries({ ...inside, ...change })),
    outside: undefined,
    ...evidence,
  });
  return Object.fromEntries(results.map(({ id, verdict }) => [id, verdict]));
}
const failures = (verdicts: Record<string, string>) =>
  Object.keys(verdicts).filter((id) => verdicts[id] === 'fail');

describe('judgeContainer', () => {
  it('passes everything that a hardened sandbox says', () => {
    expect(new Set(Object.values(container()))).toEqual(new Set(['pass']));
  });

  it.each([
    ['capabilities', { CapBnd: '0000000000002000' }],
    ['no-new-privileges', { NoNewPrivs: '0' }],
    ['seccomp', { Seccomp: '0' }],
    ['user', { Uid: '0 0 0 0' }],
    ['root', { 'root.write': 'yes' }],
    ['kernel-settings', { 'settings.write': 'yes' }],
    ['mount', { mount: 'yes' }],
    ['namespaces', { unshare: 'yes' }],
    ['devices', { mknod: 'yes' }],
    ['devices', { device: '/dev/sda' }],
    ['kernel-files', { 'kernel-file': '/proc/kcore' }],
    ['engine-socket', { socket: '/elsewhere' }],
    ['limit.memory', { 'limit.memory': 'max' }],
    ['limit.memory', { 'limit.memory': '9223372036854771712' }],
    ['limit.pids', { 'limit.pids': '4096' }],
    ['limit.cpus', { 'limit.cpu-max': 'max 100000' }],
  ])('fails %s alone for %j', (id, change) => expect(failures(container(change))).toEqual([id]));

  it('never passes what could not be tried', () => {
    const verdicts = container({}, { inside: null });
    expect(failures(verdicts)).toEqual([]);
    // The engine lists every mount: its word is enough.
    expect(Object.keys(verdicts).filter((id) => verdicts[id] === 'pass')).toEqual(['engine-socket']);
    expect(container({ mount: 'missing' }).mount).toBe('inconclusive');
  });

  it('believes the host’s kernel over the container', () => {
    const outside = new Map([['CapEff', '0000000000200000']]);
    expect(failures(container({}, { outside }))).toEqual(['capabilities']);
  });

  it('neither praises nor blames what a person switched off', () => {
    const isolation = { ...presetIsolation('balanced'), nonRoot: false, readOnlyRoot: false };
    const verdicts = container({ Uid: '0 0 0 0', 'root.write': 'yes' }, { isolation });
    expect(verdicts).toMatchObject({ user: 'inconclusive', root: 'inconclusive' });
  });

  it('fails a limit that the engine was never given, and a read-only root that it dropped', () => {
    const inspect = hardenedInspect({ host: { PidsLimit: 0, ReadonlyRootfs: false } });
    expect(failures(container({}, { inspect }))).toEqual(['root', 'limit.pids']);
  });
});

describe('readAttempt', () => {
  it.each([
    ['connected ', 'connected'],
    ['ECONNREFUSED', 'refused'],
    ["nc: can't connect to remote host (10.0.0.1): Connection refused", 'refused'],
    ['bash: connect: Connection refused', 'refused'],
    ['nc: timed out', 'timeout'],
    ['EHOSTUNREACH', 'unreachable'],
    ['bash: connect: No route to host', 'unreachable'],
    ["nc: can't connect to remote host: Cannot assign requested address", 'unreachable'],
    ["nc: bad address 'host.docker.internal'", 'unresolved'],
    ['bash: host: Name or service not known', 'unresolved'],
    ['EPERM', 'unclear'],
  ])('reads %j as %s', (text, kind) => expect(readAttempt(text).kind).toBe(kind));
});

it('makes as many attempts at once as the agent has process slots for', () => {
  expect(attemptsAtOnce(0)).toBe(24);
  expect(attemptsAtOnce(64)).toBe(8);
  expect(attemptsAtOnce(20)).toBe(2);
});

it('quotes whatever stands in a target for the shell', () => {
  const program = shellProgram([{ key: "a'b", host: '$(reboot)', port: 1, payload: 'X\r\n' }], 'n', 'r', 4);
  expect(program).toContain(`attempt 'a'\\''b' '$(reboot)' 1 'X\\r\\n' &`);
});

describe('VerificationReports', () => {
  it('keeps the newest reports of an agent, whatever its id, and survives broken files', async () => {
    const dataPath = mkdtempSync(join(tmpdir(), 'reports-'));
    onTestFinished(() => rmSync(dataPath, { recursive: true }));
    const reports = new VerificationReports({ dataPath, logger: silentLogger });
    const agentId = '../../etc/passwd';
    expect(await reports.newest()).toEqual([]);
    expect(await reports.last(agentId)).toBeNull();
    const report = { agentId, trigger: 'person' as const, probes: [], open: [] };
    for (let startedAt = 1; startedAt <= 22; startedAt += 1) await reports.save({ ...report, startedAt });
    const startTimes = (await reports.all(agentId)).map(({ startedAt }) => startedAt);
    expect(startTimes).toEqual(Array.from({ length: 20 }, (_, index) => 22 - index));
    mkdirSync(join(dataPath, 'verification', 'b'));
    writeFileSync(join(dataPath, 'verification', 'b', '1.json'), '{');
    writeFileSync(join(dataPath, 'verification', 'stray'), '{');
    expect(await reports.last('b')).toBeNull();
    expect(await reports.newest()).toMatchObject([{ agentId, startedAt: 22 }]);
  });

  it('forgets the agents that were verified longest ago, beyond 500', async () => {
    const dataPath = mkdtempSync(join(tmpdir(), 'reports-'));
    onTestFinished(() => rmSync(dataPath, { recursive: true }));
    const reports = new VerificationReports({ dataPath, logger: silentLogger });
    const report = { trigger: 'person' as const, probes: [], open: [] };
    for (let at = 1; at <= 500; at += 1) await reports.save({ ...report, agentId: `a${at}`, startedAt: at });
    await reports.save({ ...report, agentId: 'a1', startedAt: 501 });
    expect(await reports.last('a2')).not.toBeNull();
    await reports.save({ ...report, agentId: 'new', startedAt: 502 });
    expect(await reports.last('a2')).toBeNull();
    expect((await reports.all('a1')).length).toBe(2);
    expect(await reports.newest()).toHaveLength(500);
  });
});

describe('Verifications', () => {
  it('keeps what failed, also for the next start of the app, until it passes', async () => {
    const dataPath = mkdtempSync(join(tmpdir(), 'reports-'));
    onTestFinished(() => rmSync(dataPath, { recursive: true }));
    let at = 0;
    let verdict: 'pass' | 'fail' | 'inconclusive' = 'fail';
    const start = () =>
      new Verifications({
        verify: async (agentId) => {
          const probes = [{ id: 'root', name: 'Root', expected: '', observed: '', verdict }];
          return { agentId, startedAt: ++at, probes };
        },
        reports: new VerificationReports({ dataPath, logger: silentLogger }),
        logger: silentLogger,
      });
    const { signal } = new AbortController();
    const openOf = async (verifications: Verifications) => (await verifications.list()).a?.newest?.open;
    const first = start();
    const changes: boolean[] = [];
    first.changed.on(({ state }) => changes.push(state.running));
    const both = [1, 2].map(() => first.run('a', 'person', () => undefined, signal));
    const [one, two] = await Promise.allSettled(both);
    expect([one?.status, two?.status]).toEqual(['fulfilled', 'rejected']);
    expect(changes).toEqual([true, false]);
    expect(await openOf(first)).toEqual(['Root']);
    const later = start();
    expect(await openOf(later)).toEqual(['Root']);
    verdict = 'inconclusive';
    await later.run('a', 'schedule', () => undefined, signal);
    expect(await openOf(start())).toEqual(['Root']);
    verdict = 'pass';
    await later.run('a', 'person', () => undefined, signal);
    expect(await openOf(start())).toEqual([]);
    expect((await start().history('a')).map(({ startedAt, failed }) => [startedAt, failed])).toEqual([
      ...[
        [3, []],
        [2, []],
        [1, ['Root']],
      ],
    ]);
    expect(await later.report('a', 1)).toMatchObject({ probes: [{ verdict: 'fail' }] });
    await expect(later.report('a', 9)).rejects.toMatchObject({ error: { type: 'not-found' } });
  });
});
