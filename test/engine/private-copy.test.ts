import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyRecordSchema } from '../../electron/contract/copy-record.ts';
import type { ContainerInspect } from '../../electron/engine/docker/api.ts';
import { objectNames } from '../../electron/engine/objects/object-names.ts';
import { removalSteps } from '../../electron/engine/removal/removal-steps.ts';
import { BASELINE_REF, baselineGit, COPY_RECORD_PATH } from '../../electron/engine/workspace/baseline.ts';
import { Scope } from '../../electron/lib/scope.ts';
import {
  agentObjects,
  busyboxSpec,
  createAgent,
  inAgent,
  type TestProvisioning,
  testProvisioning,
} from '../harness/agents/provisioning.ts';
import { folderCopy, git, onBaseline, personFolder } from '../harness/agents/workspace-folders.ts';
import { docker } from '../harness/engine/docker-cli.ts';
import { testEngine } from '../harness/engine/engine.ts';

const scope = new Scope();
const { signal } = new AbortController();
let setup: TestProvisioning;
beforeAll(async () => {
  setup = await testProvisioning(scope);
  await setup.deps.toolbox.prepare(signal);
});
afterAll(() => scope.dispose());

/** Everything about a tree that a copy must keep, in words. */
const DESCRIBE = `find . | sort; find . -type f -exec sha256sum {} + | sort
  find . -type f -exec stat -c "%f %s %Y %n" {} + | sort; find . -type d -exec stat -c "%f %n" {} + | sort
  find . -type l -exec sh -c 'for l; do echo "$l -> $(readlink "$l")"; done' sh {} + | sort`;

async function describeOnHost(folder: string): Promise<string> {
  return await docker(
    'run',
    '--rm',
    // Where the engine maps users, its root could not read the person's private files.
    '--userns=host',
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

/** Fills a folder with every kind of file that a copy may meet; `read-only` stays so until the tests end. */
function writeEveryKind(folder: string): void {
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
  writeSparseFile(join(folder, 'sparse'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  mkdirSync(join(folder, 'nested/.git'), { recursive: true });
  file('nested/inside');
  git(folder, 'init', '-q', '-b', 'work');
  git(folder, 'commit', '-q', '--allow-empty', '-m', 'one');
  chmodSync(join(folder, 'read-only'), 0o555);
  scope.add(() => chmodSync(join(folder, 'read-only'), 0o755));
}

/** A file of 96 MiB that holds little data between its holes. */
function writeSparseFile(path: string): void {
  const sparse = openSync(path, 'w');
  ftruncateSync(sparse, 96 * 2 ** 20);
  for (let at = 1; at < 12; at += 1) writeSync(sparse, 'data', at * 8 * 2 ** 20);
  closeSync(sparse);
}

/** The pipe is left out of a copy. */
const withoutPipe = (description: string) => description.replaceAll(/^.*\.\/pipe\n/gm, '');

describe('a copy of a folder with every kind of file', () => {
  const NAME = 'copied';
  let folder: string;
  let before: string;
  let agentId: string;
  let container: ContainerInspect;

  beforeAll(async () => {
    folder = personFolder(scope);
    writeEveryKind(folder);
    // The person of a rootless engine is its user, as whom the engine reads; elsewhere this is root already. Git
    // distrusts a repository of another user, so the folder itself stays.
    const { uid } = statSync(testEngine().socket);
    if (process.getuid?.() === 0)
      for (const each of ['private', 'read-only']) chownSync(join(folder, each), uid, uid);
    before = withoutPipe(await describeOnHost(folder));
    ({ agentId, container } = await createAgent(setup, busyboxSpec(NAME, folderCopy(folder))));
  });

  const onCopyBaseline = (...command: string[]) => onBaseline(setup.deps.toolbox, agentId, ...command);

  it('has every file as it is, holes included, and leaves the host alone', async () => {
    expect(await inAgent(NAME, DESCRIBE)).toBe(before);
    const volume = `${objectNames(agentId).workspace}:/v:ro`;
    // Not inside: gVisor reports the blocks of a file without holes.
    expect(
      await docker('run', '--rm', '-v', volume, 'busybox:stable', 'stat', '-c', '%b', '/v/sparse'),
    ).toMatch(/^\d{1,4}$/);
    expect(withoutPipe(await describeOnHost(folder))).toBe(before);
  });

  it('notes when it was made and what it left out', () => {
    const { workspace } = JSON.parse(container.Config.Labels['dev.bulkhead.spec'] ?? '{}');
    expect(workspace.copiedAt).toBeGreaterThan(Date.now() - 60_000);
    expect(workspace.notes).toEqual(['“pipe” is a socket, pipe or device and was left out.']);
  });

  it('has a baseline that the agent cannot see, with the state of the folder’s repository', async () => {
    expect(container.Mounts.map(({ Destination }) => Destination).sort()).toEqual([
      '/home/agent',
      '/workspace',
    ]);
    const record = copyRecordSchema.parse(JSON.parse(await onCopyBaseline('cat', COPY_RECORD_PATH)));
    expect(record).toMatchObject({
      branch: 'work',
      commit: git(folder, 'rev-parse', 'HEAD'),
      changedMeanwhile: [],
    });
  });

  it('belongs to the agent, whose changes are compared with the baseline and outlive a recreation', async () => {
    expect(await inAgent(NAME, 'find . ! -user 1000 | wc -l; touch new && echo writes')).toBe('0\nwrites');
    await inAgent(NAME, 'echo changed > plain.txt; rm run.sh');
    const changes = await onCopyBaseline(
      ...baselineGit('diff', '--no-renames', '--name-status', BASELINE_REF),
    );
    expect(changes).toBe('M\tplain.txt\nD\trun.sh\n');
    expect(await onCopyBaseline(...baselineGit('ls-files', '--others', '-z'))).toBe('new\0');
    expect(await onCopyBaseline(...baselineGit('cat-file', 'blob', `${BASELINE_REF}:plain.txt`))).toBe(
      'hello\r\n',
    );
    expect(withoutPipe(await describeOnHost(folder))).toBe(before);

    await setup.refresh();
    const { id } = await setup.provisioner.recreate(
      agentId,
      { isolation: { readOnlyRoot: false }, keepWritableLayer: false },
      signal,
    );
    expect(await setup.operations.ended(id)).toMatchObject({ status: 'done' });
    expect(await inAgent(NAME, 'cat plain.txt; ls new')).toBe('changed\nnew');
  });
});

it('leaves out what git ignores, but not what it tracks', async () => {
  const folder = personFolder(scope);
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
  await createAgent(setup, busyboxSpec('tidy', folderCopy(folder, true)));
  const files = await inAgent('tidy', 'find . -name .git -prune -o -type f -print | sort');
  expect(files.split('\n')).toEqual([
    ...['./.gitignore', './a.txt', './deep/.gitignore', './deep/c.txt', './keep.log', './src/dist/tracked'],
    './tracked.log',
  ]);
  expect(git(folder, 'status', '--short', '--ignored')).toContain('!! node_modules/');
});

it('removes the baseline with its agent, also when the workspace is kept', async () => {
  const folder = personFolder(scope);
  writeFileSync(join(folder, 'f'), '');
  const { agentId } = await createAgent(setup, busyboxSpec('short', folderCopy(folder)));
  const parts = {
    ...setup.deps,
    groups: { prune: async () => undefined },
  };
  const { id } = setup.operations.start({
    kind: 'remove',
    title: 'Remove',
    agentId,
    steps: removalSteps(parts, agentId, 'keep'),
  });
  expect(await setup.operations.ended(id)).toMatchObject({ status: 'done' });
  expect(await agentObjects(setup.engine, agentId)).toEqual([`volume bulkhead-${agentId}-workspace`]);
});
