import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hostFolder } from '../../electron/contract/agent-spec.ts';
import type { ChangesService } from '../../electron/engine/changes/service.ts';
import { Scope } from '../../electron/lib/scope.ts';
import {
  changesService,
  gitIn,
  hostRepository,
  type Listed,
  listed,
  statuses,
  temporary,
} from '../harness/agents/changes-fixture.ts';
import {
  busyboxSpec,
  createAgent,
  inAgent,
  type TestProvisioning,
  testProvisioning,
} from '../harness/agents/provisioning.ts';

const scope = new Scope();
const { signal } = new AbortController();
let setup: TestProvisioning;
let changes: ChangesService;

beforeAll(async () => {
  setup = await testProvisioning(scope);
  await setup.deps.toolbox.prepare(signal);
  changes = changesService(setup, temporary(scope));
  scope.add(() => changes.dispose());
});
afterAll(() => scope.dispose());

const list = (agentId: string, more: object = {}) => listed(changes, agentId, more);
const risks = ({ files, counts }: Listed, path: string) =>
  [...(files.get(path)?.risks ?? []), ...(counts.get(path)?.risks ?? [])].map(({ kind }) => kind);

/** A repository whose settings would run a program that writes `canary`, with changes of every kind. */
function hostileRepository(): { folder: string; canary: string } {
  const folder = hostRepository(scope, {
    'a.txt': 'one\ntwo\nthree\n',
    'gone.txt': 'x\n',
    'moved.txt': 'one\ntwo\nthree\nfour\nfive\n',
    'run.sh': '#!/bin/sh\n',
    'package.json': '{"scripts":{"test":"true"}}',
    '.gitignore': 'ignored/\n',
  });
  const canary = join(folder, 'canary');
  const evil = `touch ${canary} /workspace/canary /folder/canary /tmp/canary`;
  for (const [name, value] of [
    ['core.fsmonitor', evil],
    ['core.hooksPath', '/folder'],
    ['filter.evil.clean', `${evil}; cat`],
    ['filter.evil.required', 'true'],
    ['diff.evil.textconv', evil],
    ['diff.evil.command', evil],
    ['diff.external', evil],
    ['core.pager', evil],
  ] as const) {
    gitIn(folder, 'config', name, value);
  }
  writeFileSync(join(folder, '.gitattributes'), '* filter=evil diff=evil\n');
  writeFileSync(join(folder, 'a.txt'), 'one\n2\nthree\nfour\n');
  rmSync(join(folder, 'gone.txt'));
  rmSync(join(folder, 'moved.txt'));
  writeFileSync(join(folder, 'moved.md'), 'one\ntwo\nthree\nfour\nand five\n');
  chmodSync(join(folder, 'run.sh'), 0o755);
  writeFileSync(join(folder, 'package.json'), '{"scripts":{"test":"true","postinstall":"evil"}}');
  writeFileSync(join(folder, 'new.bin'), Buffer.from('7f454c460001', 'hex'));
  symlinkSync('../../etc/passwd', join(folder, 'link'));
  mkdirSync(join(folder, 'ignored'));
  writeFileSync(join(folder, 'ignored/x'), 'x');
  writeFileSync(join(folder, '.git/hooks/pre-commit'), '#!/bin/sh\n', { mode: 0o755 });
  return { folder, canary };
}

describe('a host folder that is a repository', () => {
  let agentId: string;
  let canary: string;

  beforeAll(async () => {
    const repository = hostileRepository();
    canary = repository.canary;
    const spec = busyboxSpec('changes-repo', { workspace: hostFolder(repository.folder) });
    ({ agentId } = await createAgent(setup, spec));
    await setup.refresh();
  });
  afterEach(() => expect(existsSync(canary), 'a setting of git took effect').toBe(false));

  it('is compared with its last commit', async () => {
    const listed = await list(agentId);
    expect(statuses(listed)).toEqual({
      '.gitattributes': 'added',
      'a.txt': 'modified',
      'gone.txt': 'deleted',
      link: 'added',
      'moved.md': 'renamed',
      'new.bin': 'added',
      'package.json': 'modified',
      'run.sh': 'modified',
    });
    expect(listed.summary).toMatchObject({
      base: 'head',
      bases: ['head'],
      ignored: 1,
      commit: { subject: 'First' },
    });
    expect(listed.files.get('moved.md')?.oldPath).toBe('moved.txt');
    expect(listed.counts.get('moved.md')?.lines).toEqual({ added: 1, removed: 1 });
    expect(listed.counts.get('a.txt')?.lines).toEqual({ added: 2, removed: 1 });
    const diff = await changes.diff(
      { agentId, path: 'a.txt', base: 'head', side: 'agent', limitBytes: 100_000 },
      signal,
    );
    expect(diff.hunks.map(({ lines }) => lines.map(({ kind, text }) => `${kind[0]} ${text}`))).toEqual([
      ['c one', 'r two', 'a 2', 'c three', 'a four'],
    ]);
  });

  it('shows what is risky, and the hooks and settings of its git', async () => {
    const listed = await list(agentId);
    expect(risks(listed, 'run.sh')).toEqual(['executable']);
    expect(risks(listed, 'new.bin')).toEqual(['executable']);
    expect(risks(listed, 'link')).toEqual(['symlink-outside']);
    expect(risks(listed, 'package.json')).toEqual(['package-scripts']);
    expect(listed.summary.gitFiles.map(({ path }) => path)).toContain('.git/hooks/pre-commit');
    expect(listed.summary.gitFiles.map(({ detail }) => detail).join('\n')).toMatch(/fsmonitor[\s\S]*clean/);
  });

  it('is not read again while it stays as it is, and lists ignored files on request', async () => {
    const { summary } = await list(agentId);
    expect((await list(agentId, { known: summary.stamp })).summary.unchanged).toBe(true);
    expect(statuses(await list(agentId, { ignored: true }))).toMatchObject({ ignored: 'ignored' });
  });

  it('shows what a hostile .gitattributes would hide, and points out repositories and links inside', async () => {
    const folder = hostRepository(scope, { 'run.sh': 'echo a\n', 'id.txt': '$Id$\n' });
    writeFileSync(
      join(folder, '.gitattributes'),
      '[attr]hidden -diff\n*.sh hidden -diff binary\nid.txt ident\n',
    );
    writeFileSync(join(folder, 'run.sh'), 'echo evil\n');
    writeFileSync(join(folder, 'id.txt'), '$Id: `evil` $\n');
    for (const name of ['HEAD', 'config', 'objects/x', 'refs/x']) {
      mkdirSync(join(folder, 'docs', name, '..'), { recursive: true });
      writeFileSync(join(folder, 'docs', name), '');
    }
    mkdirSync(join(folder, 'deep/er'), { recursive: true });
    symlinkSync('../..', join(folder, 'deep/er/up'));
    symlinkSync('deep/er/up/../../etc', join(folder, 'two-steps'));
    symlinkSync('deep/er/up/.git/hooks', join(folder, 'to-hooks'));
    symlinkSync('deep', join(folder, 'fine'));
    const { agentId } = await createAgent(
      setup,
      busyboxSpec('changes-hostile', { workspace: hostFolder(folder) }),
    );
    await setup.refresh();
    const listed = await list(agentId);
    const hunks = async (path: string) =>
      (await changes.diff({ agentId, path, base: 'head', side: 'agent', limitBytes: 1000 }, signal)).hunks;
    expect((await hunks('run.sh'))[0]?.lines.map(({ text }) => text)).toEqual(['echo a', 'echo evil']);
    expect((await hunks('id.txt'))[0]?.lines.map(({ text }) => text)).toEqual(['$Id$', '$Id: `evil` $']);
    expect(listed.counts.get('run.sh')?.lines).toEqual({ added: 1, removed: 1 });
    for (const path of ['docs/HEAD', 'docs/config', 'docs/objects/x', 'to-hooks']) {
      expect(risks(listed, path), path).toContain('git-config');
    }
    expect(risks(listed, 'two-steps')).toEqual(['symlink-outside']);
    expect(risks(listed, 'fine')).toEqual([]);
    expect(risks(listed, 'deep/er/up')).toEqual([]);
  });

  it('has nothing to compare with until tracking starts', async () => {
    const folder = temporary(scope);
    writeFileSync(join(folder, 'before.txt'), 'as it was\r\n');
    const { agentId } = await createAgent(
      setup,
      busyboxSpec('changes-plain', { workspace: hostFolder(folder) }),
    );
    await setup.refresh();
    expect((await list(agentId)).summary).toMatchObject({ base: null, bases: [], files: 0 });

    const { id } = changes.track(agentId, setup.operations);
    expect((await setup.operations.ended(id)).error).toBeUndefined();
    expect((await list(agentId)).summary).toMatchObject({ base: 'baseline', files: 0 });
    writeFileSync(join(folder, 'before.txt'), 'as it is\r\n');
    await inAgent('changes-plain', 'echo x > /workspace/after.txt');
    const listed = await list(agentId);
    expect(statuses(listed)).toEqual({ 'after.txt': 'added', 'before.txt': 'modified' });
    expect(Date.now() - (listed.summary.baselineAt ?? 0)).toBeLessThan(60_000);
  });
});

describe('a new volume', () => {
  it('began empty: everything in it is new, odd names and huge numbers of files included', async () => {
    const { agentId } = await createAgent(setup, busyboxSpec('changes-volume'));
    await setup.refresh();
    const long = 'n'.repeat(251);
    await inAgent(
      'changes-volume',
      [
        'cd /workspace',
        `printf 'x\\n' > "$(printf 'new\\nline')"`,
        `printf 'x\\n' > "$(printf 'bad\\377name')"`,
        `printf 'x\\n' > -n`,
        `printf 'x\\n' > '${long}.txt'`,
        `printf 'x\\n' > ':(glob)*'`,
        'mkdir many && cd many && i=0',
        'while [ $i -lt 10000 ]; do echo $i > $i; i=$((i+1)); done',
      ].join('\n'),
    );
    const listed = await list(agentId);
    expect(listed.summary).toMatchObject({ base: 'empty', bases: ['empty'], files: 10_005, leftOut: 0 });
    for (const name of ['new\nline', 'bad\udcffname', '-n', `${long}.txt`, ':(glob)*']) {
      expect(listed.files.get(name), JSON.stringify(name)).toMatchObject({ status: 'added', kind: 'file' });
      const diff = await changes.diff(
        { agentId, path: name, base: 'empty', side: 'agent', limitBytes: 1000 },
        signal,
      );
      expect(diff.hunks[0]?.lines, JSON.stringify(name)).toEqual([{ kind: 'added', text: 'x' }]);
    }
    expect(listed.counts.size).toBe(10_005);
    // The root file system is read-only: there is nothing but what the engine mounts.
    expect(await changes.root(agentId, signal)).toMatchObject({ entries: [], readOnly: true });
  });
});
