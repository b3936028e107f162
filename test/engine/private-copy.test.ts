import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AgentSpec, CopySource } from '../../electron/contract/agent-spec.ts';
import { copyRecordSchema } from '../../electron/contract/copy-record.ts';
import { removalSteps } from '../../electron/engine/removal/removal-steps.ts';
import {
  BASELINE_REF,
  baselineGit,
  COPY_RECORD_PATH,
  copyMounts,
} from '../../electron/engine/workspace/baseline.ts';
import { tarFolder } from '../../electron/engine/workspace/copy/tar-folder.ts';
import { unpackInto } from '../../electron/engine/workspace/copy/unpack.ts';
import { Scope } from '../../electron/lib/scope.ts';
import {
  agentObjects,
  busyboxSpec,
  createAgent,
  inAgent,
  type TestWorkshop,
  testWorkshop,
} from '../harness/agents/provisioning.ts';
import { docker } from '../harness/engine/docker-cli.ts';

const scope = new Scope();
const { signal } = new AbortController();
let made: TestWorkshop;
beforeAll(async () => {
  made = await testWorkshop(scope);
  await made.deps.toolbox.prepare(signal);
});
afterAll(() => scope.dispose());

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-copy-'));
  chmodSync(folder, 0o755);
  scope.add(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const copyOf = (source: CopySource): Pick<AgentSpec, 'workspace'> => ({
  workspace: { kind: 'copy', source, notes: [] },
});
const folderCopy = (path: string, respectGitignore = false) =>
  copyOf({ kind: 'folder', path, respectGitignore });

function git(folder: string, ...words: string[]): string {
  const identity = [
    '-c',
    'user.name=Ada',
    '-c',
    'user.email=ada@example.com',
    '-c',
    'protocol.file.allow=always',
  ];
  return execFileSync('git', ['-C', folder, ...identity, ...words], { encoding: 'utf8' }).trim();
}

/** Everything about a tree that a copy must keep, in words. */
const DESCRIBE = `find . | sort; find . -type f -exec sha256sum {} + | sort
  find . -type f -exec stat -c "%f %s %Y %n" {} + | sort; find . -type d -exec stat -c "%f %n" {} + | sort
  find . -type l -exec sh -c 'for l; do echo "$l -> $(readlink "$l")"; done' sh {} + | sort`;

async function describeOnHost(folder: string): Promise<string> {
  return await docker(
    'run',
    '--rm',
    '-v',
    `${folder}:/workspace:ro`,
    '-w',
    '/workspace',
    'busybox:stable',
    'sh',
    '-c',
    DESCRIBE,
  );
}

/** A command on the baseline, as the Changes tab runs them. */
async function onBaseline(agentId: string, ...words: string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await made.deps.toolbox.run(words, {
    agentId,
    mounts: copyMounts(agentId),
    user: '1000:1000',
    signal,
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout.toString('utf8');
}

it('copies every kind of file as it is, keeps a baseline that the agent cannot see, and leaves the host alone', async () => {
  const folder = newFolder();
  const file = (name: string | Buffer, content: string | Buffer = 'x', mode = 0o644) => {
    const path =
      typeof name === 'string' ? join(folder, name) : Buffer.concat([Buffer.from(`${folder}/`), name]);
    writeFileSync(path, content);
    chmodSync(path, mode);
  };
  file('plain.txt', 'hello\r\n');
  file('.gitattributes', '*.txt text=auto eol=lf filter=evil\n');
  file('run.sh', '#!/bin/sh\n', 0o755);
  file('private', 'p', 0o600);
  file('two\nlines "quoted" \\ é 日本');
  file(Buffer.from([0x66, 0xff, 0xfe]), 'not UTF-8');
  file('n'.repeat(255));
  mkdirSync(join(folder, 'read-only/deep'), { recursive: true });
  file('read-only/f');
  mkdirSync(join(folder, 'empty'));
  symlinkSync('.', join(folder, 'loop'));
  symlinkSync(`/${'far/'.repeat(60)}away`, join(folder, 'read-only/long-link'));
  symlinkSync('/etc/passwd', join(folder, 'outside'));
  file('big', Buffer.alloc(5 * 2 ** 20, 'abc'));
  const sparse = openSync(join(folder, 'sparse'), 'w');
  ftruncateSync(sparse, 96 * 2 ** 20);
  for (let at = 1; at < 12; at += 1) writeSync(sparse, 'data', at * 8 * 2 ** 20);
  closeSync(sparse);
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  mkdirSync(join(folder, 'nested/.git'), { recursive: true });
  file('nested/inside');
  git(folder, 'init', '-q', '-b', 'work');
  git(folder, 'commit', '-q', '--allow-empty', '-m', 'one');
  chmodSync(join(folder, 'read-only'), 0o555);
  scope.add(() => chmodSync(join(folder, 'read-only'), 0o755));
  const before = (await describeOnHost(folder)).replaceAll(/^.*\.\/pipe\n/gm, '');

  const { agentId, container } = await createAgent(made, busyboxSpec('copied', folderCopy(folder)));
  expect(await inAgent('copied', DESCRIBE)).toBe(before);
  expect(await inAgent('copied', 'stat -c %b sparse')).toMatch(/^\d{1,4}$/);
  expect(await inAgent('copied', 'find . ! -user 1000 | wc -l; touch new && echo writes')).toBe('0\nwrites');
  expect(container.Mounts.map(({ Destination }) => Destination).sort()).toEqual([
    '/home/agent',
    '/workspace',
  ]);
  const { workspace } = JSON.parse(container.Config.Labels['dev.bulkhead.spec'] ?? '{}');
  expect(workspace.copiedAt).toBeGreaterThan(Date.now() - 60_000);
  expect(workspace.notes).toEqual(['“pipe” is a socket, pipe or device and was left out.']);

  await inAgent('copied', 'echo changed > plain.txt; rm run.sh');
  const changes = await onBaseline(
    agentId,
    ...baselineGit('diff', '--no-renames', '--name-status', BASELINE_REF),
  );
  expect(changes).toBe('M\tplain.txt\nD\trun.sh\n');
  expect(await onBaseline(agentId, ...baselineGit('ls-files', '--others', '-z'))).toBe('new\0');
  expect(await onBaseline(agentId, ...baselineGit('cat-file', 'blob', `${BASELINE_REF}:plain.txt`))).toBe(
    'hello\r\n',
  );
  const record = copyRecordSchema.parse(JSON.parse(await onBaseline(agentId, 'cat', COPY_RECORD_PATH)));
  expect(record).toMatchObject({
    branch: 'work',
    commit: git(folder, 'rev-parse', 'HEAD'),
    changedMeanwhile: [],
  });
  expect((await describeOnHost(folder)).replaceAll(/^.*\.\/pipe\n/gm, '')).toBe(before);

  await made.refresh();
  const { id } = await made.provisioner.recreate(
    agentId,
    { isolation: { readOnlyRoot: false }, keepWritableLayer: false },
    signal,
  );
  expect(await made.operations.ended(id)).toMatchObject({ status: 'done' });
  expect(await inAgent('copied', 'cat plain.txt; ls new')).toBe('changed\nnew');
});

it('leaves out what git ignores, but not what it tracks', async () => {
  const folder = newFolder();
  for (const name of ['src/dist', 'node_modules/a', 'deep/build'])
    mkdirSync(join(folder, name), { recursive: true });
  const names = [
    ...['a.txt', 'b.log', 'keep.log', 'tracked.log', 'src/dist/out', 'src/dist/tracked', 'src/local.tmp'],
    ...['node_modules/a/index.js', 'deep/build/x', 'deep/c.txt'],
  ];
  for (const name of names) writeFileSync(join(folder, name), name);
  writeFileSync(join(folder, '.gitignore'), '*.log\n!keep.log\ndist/\nnode_modules\n');
  writeFileSync(join(folder, 'deep/.gitignore'), '/build\n');
  git(folder, 'init', '-q');
  writeFileSync(join(folder, '.git/info/exclude'), '*.tmp\n');
  git(folder, 'add', '-f', 'tracked.log', 'src/dist/tracked', 'a.txt');
  await createAgent(made, busyboxSpec('tidy', folderCopy(folder, true)));
  const files = await inAgent('tidy', 'find . -name .git -prune -o -type f -print | sort');
  expect(files.split('\n')).toEqual([
    ...['./.gitignore', './a.txt', './deep/.gitignore', './deep/c.txt', './keep.log', './src/dist/tracked'],
    './tracked.log',
  ]);
  expect(git(folder, 'status', '--short', '--ignored')).toContain('!! node_modules/');
});

it('clones a repository with its history, runs nothing of it, and says what it did not fetch', async () => {
  const origin = newFolder();
  git(origin, 'init', '-q', '-b', 'main');
  writeFileSync(join(origin, '.gitattributes'), '*.bin filter=lfs\n');
  writeFileSync(join(origin, 'large.bin'), 'version https://git-lfs.github.com/spec/v1\n');
  writeFileSync(join(origin, 'odd\nname'), 'odd');
  git(origin, 'add', '.');
  git(origin, 'commit', '-q', '-m', 'one');
  git(origin, 'update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},module`);
  git(origin, 'commit', '-q', '-m', 'two');
  git(origin, 'branch', 'other', 'HEAD~1');

  const { agentId, container } = await createAgent(
    made,
    busyboxSpec('cloned', copyOf({ kind: 'repository', url: `file://${origin}`, ref: '' })),
  );
  expect(await inAgent('cloned', 'ls -A | sort; cat .git/HEAD')).toBe(
    '.git\n.gitattributes\nlarge.bin\nmodule\nodd?name\nref: refs/heads/main',
  );
  const { workspace } = JSON.parse(container.Config.Labels['dev.bulkhead.spec'] ?? '{}');
  expect(workspace.notes).toEqual([
    '1 submodule was not fetched.',
    'The repository uses Git LFS: large files are pointers here, their contents were not fetched.',
  ]);
  const record = copyRecordSchema.parse(JSON.parse(await onBaseline(agentId, 'cat', COPY_RECORD_PATH)));
  expect(record).toMatchObject({ branch: 'main', commit: git(origin, 'rev-parse', 'HEAD'), files: 3 });
  const log = ['git', '-c', 'safe.directory=*', '-C', '/workspace', 'log', '--format=%s', 'origin/other'];
  expect(await onBaseline(agentId, ...log)).toBe('one\n');

  const missing = busyboxSpec('lost', copyOf({ kind: 'repository', url: `${origin}/nowhere`, ref: '' }));
  await expect(createAgent(made, missing)).rejects.toThrow(/no repository at this address/);
  const noBranch = busyboxSpec('lost', copyOf({ kind: 'repository', url: origin, ref: 'nowhere' }));
  await expect(createAgent(made, noBranch)).rejects.toThrow(/no such branch or tag/);
  const login = copyOf({ kind: 'repository', url: 'https://ada:secret@example.com/x.git', ref: '' });
  await expect(createAgent(made, busyboxSpec('lost', login))).rejects.toMatchObject({
    error: { type: 'invalid-input', field: 'workspace.url' },
  });
});

it('takes a whole copy back when it is cancelled, and says which files changed meanwhile', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'a-growing'), 'begun');
  for (const name of ['b', 'c', 'd']) writeFileSync(join(folder, name), Buffer.alloc(40 * 2 ** 20, name));
  chownSync(folder, 1000, 1000);
  const begin = async (name: string) =>
    (await made.provisioner.create({ spec: busyboxSpec(name, folderCopy(folder)), confirmed: [] }, signal))
      .id;
  const whenCopying = (id: string, act: () => void) =>
    made.operations.onChange((operation) => {
      const step = operation.steps.find((each) => each.id === 'copy');
      if (operation.id === id && (step?.progress?.done ?? 0) > 0 && step?.status === 'running') act();
    });

  const cancelled = await begin('never');
  const stop = whenCopying(cancelled, () => made.operations.cancel(cancelled));
  const ended = await made.operations.ended(cancelled);
  stop();
  expect(ended).toMatchObject({ status: 'cancelled' });
  expect(await agentObjects(made.engine, ended.agentId)).toEqual([]);

  let changes = 0;
  const id = await begin('meanwhile');
  const stopChanging = whenCopying(id, () => {
    changes += 1;
    writeFileSync(join(folder, 'd'), Buffer.alloc(changes * 1000, 'shorter'));
    writeFileSync(join(folder, `new-${changes}`), '');
  });
  const done = await made.operations.ended(id);
  stopChanging();
  expect(done).toMatchObject({ status: 'done' });
  const baseline = done.steps.find((step) => step.id === 'baseline');
  expect(baseline?.detail).toMatch(/changed while being copied and may be half old, half new\./);
});

it('says that the engine’s disk is full', async () => {
  const volume = `bulkhead-small-${process.pid}`;
  const options = ['type=tmpfs', 'device=tmpfs', 'o=size=1m,mode=1777'].flatMap((option) => ['-o', option]);
  await docker('volume', 'create', ...options, volume);
  scope.add(async () => void (await docker('volume', 'rm', volume)));
  const folder = newFolder();
  writeFileSync(join(folder, 'large'), Buffer.alloc(4 * 2 ** 20, 'x'));
  const mounts = [{ Type: 'volume' as const, Source: volume, Target: '/workspace' }];
  const toolbox = await made.deps.toolbox.open({ mounts }, signal);
  const archive = tarFolder(folder, { signal, onProblem: () => undefined, onProgress: () => undefined });
  try {
    await expect(unpackInto(toolbox, archive, signal)).rejects.toMatchObject({
      error: { type: 'resource-limit', message: expect.stringMatching(/disk is full/) },
    });
  } finally {
    await toolbox.close();
  }
});

it('removes the baseline with its agent, also when the workspace is kept', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'f'), '');
  const { agentId } = await createAgent(made, busyboxSpec('short', folderCopy(folder)));
  const parts = { engine: () => made.engine, egress: made.deps.egress };
  const { id } = made.operations.start({
    kind: 'remove',
    title: 'Remove',
    agentId,
    steps: removalSteps(parts, agentId, 'keep'),
  });
  expect(await made.operations.ended(id)).toMatchObject({ status: 'done' });
  expect(await agentObjects(made.engine, agentId)).toEqual([`volume bulkhead-${agentId}-workspace`]);
});
