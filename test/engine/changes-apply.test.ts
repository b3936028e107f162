import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApplyPlan, Resolution, Selection } from '../../electron/contract/changes.ts';
import type { Operation } from '../../electron/contract/operation.ts';
import type { ChangesService } from '../../electron/engine/changes/service.ts';
import type { OperationRequest } from '../../electron/engine/operations/operations.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { decidedFiles } from '../../renderer/changes/apply/apply-plan.ts';
import {
  changesService,
  chosen,
  gitIn,
  hostRepository,
  listed,
  statuses,
  temporary,
  writeFiles,
} from '../harness/agents/changes-fixture.ts';
import {
  busyboxSpec,
  createAgent,
  inAgent,
  type TestWorkshop,
  testWorkshop,
} from '../harness/agents/provisioning.ts';

const scope = new Scope();
const { signal } = new AbortController();
let made: TestWorkshop;
let dataPath: string;
let changes: ChangesService;

beforeAll(async () => {
  made = await testWorkshop(scope);
  await made.deps.toolbox.prepare(signal);
  dataPath = temporary(scope);
  changes = changesService(made, dataPath);
  scope.add(() => changes.dispose());
});
afterAll(() => scope.dispose());

const numbered = (count: number, change: Record<number, string> = {}) =>
  Array.from({ length: count }, (_, index) => `${change[index + 1] ?? `line ${index + 1}`}\n`).join('');

/** An agent with a private copy of the folder. */
async function copyOf(folder: string, name: string, image?: string): Promise<string> {
  const spec = busyboxSpec(name, {
    ...(image ? { image } : {}),
    workspace: { kind: 'copy', source: { kind: 'folder', path: folder, respectGitignore: false }, notes: [] },
  });
  const { agentId } = await createAgent(made, spec);
  await made.refresh();
  return agentId;
}

async function run(request: OperationRequest | Promise<OperationRequest>): Promise<Operation> {
  return await made.operations.ended(made.operations.start(await request).id);
}

async function done(request: OperationRequest | Promise<OperationRequest>): Promise<void> {
  expect((await run(request)).error).toBeUndefined();
}

/** As the dialog does it: a plan of what is chosen, and an apply of what the plan showed. */
async function apply(
  agentId: string,
  selection: Selection,
  {
    resolutions = {},
    confirmed = [],
  }: { resolutions?: Record<string, Resolution>; confirmed?: string[] } = {},
): Promise<OperationRequest> {
  const plan = await changes.plan(agentId, selection, signal);
  const files = decidedFiles(plan, selection, resolutions, new Set(confirmed));
  return changes.apply({ agentId, files });
}

const states = ({ files }: ApplyPlan) =>
  Object.fromEntries(files.map(({ path, state }) => [path, state]).sort());

/** Everything below a folder, but for git's own: type, permissions and bytes. */
function snapshot(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (path: Buffer) => {
    for (const name of readdirSync(path, { encoding: 'buffer' })) {
      if (name.toString() === '.git') continue;
      const place = Buffer.concat([path, Buffer.from('/'), name]);
      const stats = lstatSync(place);
      const key = place.toString('latin1').slice(folder.length + 1);
      const mode = (stats.mode & 0o7777).toString(8);
      if (stats.isDirectory()) walk(place);
      else if (stats.isSymbolicLink()) found[key] = `link ${readlinkSync(place)}`;
      else found[key] = `${mode} ${readFileSync(place).toString('base64')}`;
    }
  };
  walk(Buffer.from(folder));
  return found;
}

it('applies files and hunks, risky ones only by name, and takes all of it back after a restart', async () => {
  const folder = hostRepository(scope, {
    'a.txt': numbered(60),
    'b.txt': 'b\r\n',
    'deep/down/gone.txt': 'gone\n',
    'package.json': '{"scripts":{}}',
    '.gitattributes': '* text=auto\n',
  });
  chmodSync(join(folder, 'b.txt'), 0o640);
  const before = snapshot(folder);
  const agentId = await copyOf(folder, 'apply-files');
  await inAgent(
    'apply-files',
    [
      'cd /workspace',
      `sed -i -e 's/^line 5$/five/' -e 's/^line 55$/fifty-five/' a.txt`,
      `printf 'bytes\\377\\000\\r\\n' > b.txt`,
      'rm -r deep',
      `mkdir -p 'new folder'`,
      `printf 'odd' > "$(printf 'new folder/odd\\377\\nname')"`,
      `printf '%s' '{"scripts":{"postinstall":"evil"}}' > package.json`,
      `printf '#!/bin/sh\\n' > tool && chmod 755 tool`,
      'ln -s b.txt inside && ln -s /etc/passwd outside',
    ].join('\n'),
  );
  expect(statuses(await listed(changes, agentId))).toEqual({
    'a.txt': 'modified',
    'b.txt': 'modified',
    'deep/down/gone.txt': 'deleted',
    inside: 'added',
    'new folder/odd\udcff\nname': 'added',
    outside: 'added',
    'package.json': 'modified',
    tool: 'added',
  });
  const diff = await changes.diff({ agentId, path: 'a.txt', side: 'agent', limitBytes: 100_000 }, signal);
  expect(diff.hunks).toHaveLength(2);

  const all = chosen(await listed(changes, agentId));
  const plan = await changes.plan(agentId, all, signal);
  expect(new Set(plan.files.map(({ state }) => state))).toEqual(new Set(['ready']));

  // One hunk of a file, then everything that needs no confirmation and one that does.
  const hunk: Selection = [{ path: 'a.txt', hunks: { numbers: [1], fingerprint: diff.fingerprint } }];
  await done(apply(agentId, hunk));
  expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe(numbered(60, { 55: 'fifty-five' }));
  const [first] = await changes.applied(agentId);
  await done(changes.undo({ agentId, applyId: first?.applyId ?? '', force: false }));
  expect(snapshot(folder)).toEqual(before);

  await done(apply(agentId, all, { confirmed: ['tool'] }));
  expect(readFileSync(join(folder, 'b.txt')).toString('latin1')).toBe('bytes\xff\0\r\n');
  expect(lstatSync(join(folder, 'b.txt')).mode & 0o777).toBe(0o640);
  expect(lstatSync(join(folder, 'tool')).mode & 0o100).toBe(0o100);
  expect(readlinkSync(join(folder, 'inside'))).toBe('b.txt');
  expect(existsSync(join(folder, 'deep'))).toBe(false);
  expect(readFileSync(Buffer.from(`${folder}/new folder/odd\xff\nname`, 'latin1'), 'utf8')).toBe('odd');
  expect(existsSync(join(folder, 'outside'))).toBe(false);
  expect(readFileSync(join(folder, 'package.json'), 'utf8')).toBe('{"scripts":{}}');
  expect(
    states(await changes.plan(agentId, chosen(await listed(changes, agentId), 'b.txt', 'outside'), signal)),
  ).toEqual({
    'b.txt': 'same',
    outside: 'ready',
  });

  // Another start of the app knows it by its journal.
  const restarted = changesService(made, dataPath);
  scope.add(() => restarted.dispose());
  const [applied] = await restarted.applied(agentId);
  expect(applied).toMatchObject({ state: 'applied', files: 6, folder });
  await done(restarted.undo({ agentId, applyId: applied?.applyId ?? '', force: false }));
  expect(snapshot(folder)).toEqual(before);
  expect((await restarted.applied(agentId))[0]).toMatchObject({ state: 'undone' });
});

it('detects what was changed on the host too, and merges or overwrites only when told to', async () => {
  const folder = hostRepository(scope, {
    'clash.txt': numbered(20),
    'merge.txt': numbered(60),
    'same.txt': 'x\n',
    'link-me/file.txt': 'x\n',
    'was-file': 'x\n',
  });
  const agentId = await copyOf(folder, 'apply-dirty');
  await inAgent(
    'apply-dirty',
    [
      'cd /workspace',
      `sed -i 's/^line 10$/agent/' clash.txt`,
      `sed -i 's/^line 50$/agent/' merge.txt`,
      `echo y > same.txt; echo y > link-me/file.txt; echo y > was-file; echo z > new.txt`,
    ].join('\n'),
  );
  const elsewhere = temporary(scope);
  writeFiles(elsewhere, { 'file.txt': 'not yours\n' });
  writeFiles(folder, {
    'clash.txt': numbered(20, { 10: 'person' }),
    'merge.txt': numbered(60, { 3: 'person' }),
    'same.txt': 'y\n',
    'new.txt': 'mine\n',
  });
  rmSync(join(folder, 'link-me'), { recursive: true });
  execFileSync('ln', ['-s', elsewhere, join(folder, 'link-me')]);
  rmSync(join(folder, 'was-file'));
  mkdirSync(join(folder, 'was-file'));
  const before = snapshot(folder);

  const all = chosen(await listed(changes, agentId));
  const plan = await changes.plan(agentId, all, signal);
  expect(states(plan)).toEqual({
    'clash.txt': 'conflict',
    'link-me/file.txt': 'refused',
    'merge.txt': 'conflict',
    'new.txt': 'conflict',
    'same.txt': 'same',
    'was-file': 'refused',
  });
  expect(plan.files.filter(({ mergeable }) => mergeable).map(({ path }) => path)).toEqual(['merge.txt']);
  const side = await changes.diff({ agentId, path: 'clash.txt', side: 'host', limitBytes: 100_000 }, signal);
  expect(side.hunks[0]?.lines.filter(({ kind }) => kind === 'added').map(({ text }) => text)).toEqual([
    'person',
  ]);

  const resolutions = { 'merge.txt': 'merge', 'new.txt': 'overwrite', 'clash.txt': 'merge' } as const;
  await done(apply(agentId, all, { resolutions }));
  expect(readFileSync(join(folder, 'merge.txt'), 'utf8')).toBe(numbered(60, { 3: 'person', 50: 'agent' }));
  expect(readFileSync(join(folder, 'new.txt'), 'utf8')).toBe('z\n');
  expect(readFileSync(join(folder, 'clash.txt'), 'utf8')).toBe(numbered(20, { 10: 'person' }));
  expect(readFileSync(join(elsewhere, 'file.txt'), 'utf8')).toBe('not yours\n');

  // What a person wrote since is not thrown away by an undo, unless they say so.
  const [applied] = await changes.applied(agentId);
  const undo = { agentId, applyId: applied?.applyId ?? '' };
  writeFileSync(join(folder, 'merge.txt'), 'written since\n');
  const refused = await run(changes.undo({ ...undo, force: false }));
  expect(refused).toMatchObject({ status: 'failed', error: { type: 'conflict' } });
  expect(readFileSync(join(folder, 'merge.txt'), 'utf8')).toBe('written since\n');
  await done(changes.undo({ ...undo, force: true }));
  expect(snapshot(folder)).toEqual(before);
});

it('makes a branch of the agent’s commits and of what it has not committed, without running a hook', async () => {
  const folder = hostRepository(scope, { 'a.txt': 'a\n' });
  const canary = join(folder, '.git', 'hook-ran');
  for (const hook of ['reference-transaction', 'post-merge', 'post-checkout', 'post-update']) {
    writeFileSync(join(folder, '.git/hooks', hook), `#!/bin/sh\necho ${hook} >> ${canary}\n`, {
      mode: 0o755,
    });
  }
  const agentId = await copyOf(folder, 'apply-branch');
  const head = gitIn(folder, 'rev-parse', 'HEAD').trim();
  await inAgent('apply-branch', 'cd /workspace; echo b > a.txt; echo n > new.txt');
  const { stamp } = (await listed(changes, agentId)).summary;
  const make = (branch: string, seen = stamp) =>
    changes.branch({ agentId, branch, message: 'What the agent did', seen });
  await done(make('agent/work'));
  expect(gitIn(folder, 'log', '--format=%s', 'agent/work').trim().split('\n')).toEqual([
    'What the agent did',
    'First',
  ]);
  expect(gitIn(folder, 'show', 'agent/work:a.txt')).toBe('b\n');
  expect(gitIn(folder, 'rev-parse', 'HEAD').trim()).toBe(head);
  expect(gitIn(folder, 'status', '--porcelain')).toBe('');
  expect(existsSync(canary)).toBe(false);
  expect(await run(make('agent/work'))).toMatchObject({ status: 'failed', error: { type: 'name-taken' } });

  await inAgent('apply-branch', 'cd /workspace; echo later > a.txt');
  expect(await run(make('agent/later'))).toMatchObject({ status: 'failed', error: { type: 'conflict' } });
  expect(gitIn(folder, 'branch', '--list', 'agent/later')).toBe('');
});

it('applies what was reviewed and nothing else: content, permissions, risks, the host’s side', async () => {
  const folder = hostRepository(scope, { 'a.sh': 'echo a\n', 'b.txt': 'b\n', 'deep/er/x': 'x\n' });
  const agentId = await copyOf(folder, 'apply-seen');
  const inside = (line: string) => inAgent('apply-seen', `cd /workspace; ${line}`);
  await inside('echo new > a.sh; echo new > b.txt; mkdir -p big && head -c 20000000 /dev/zero > big/zeros');
  const all = chosen(await listed(changes, agentId));
  const planOf = (selection: Selection) => changes.plan(agentId, selection, signal);
  const plan = await planOf(all);
  expect(states(plan)).toEqual({ 'a.sh': 'ready', 'b.txt': 'ready', 'big/zeros': 'ready' });
  const zeros = plan.files.find(({ path }) => path === 'big/zeros');
  expect(zeros?.version).toMatch(/^100644 [0-9a-f]{40}$/);
  const files = decidedFiles(plan, all, {}, new Set(['big/zeros']));
  expect(files).toHaveLength(3);
  const before = snapshot(folder);
  const refused = async (says: RegExp) => {
    const { error } = await run(changes.apply({ agentId, files }));
    expect(error).toMatchObject({ type: 'conflict', message: expect.stringMatching(says) });
    expect(snapshot(folder)).toEqual(before);
  };

  // Before the plan: what was ticked is not what is there.
  await inside('echo evil >> a.sh');
  expect(states(await planOf(all))).toMatchObject({ 'a.sh': 'refused', 'b.txt': 'ready' });
  await refused(/a\.sh.*changed since you looked/);
  await inside('echo new > a.sh; chmod 755 a.sh');
  await refused(/a\.sh.*changed since you looked/);
  await inside('rm a.sh; printf "echo new" | head -c 3 > t; ln -s t a.sh');
  await refused(/a\.sh.*changed since you looked/);
  await inside('rm a.sh t; echo new > a.sh; printf x | dd of=big/zeros bs=1 seek=5 conv=notrunc 2>/dev/null');
  await refused(/big\/zeros.*changed since you looked/);
  await inside('head -c 20000000 /dev/zero > big/zeros');
  writeFileSync(join(folder, 'b.txt'), 'person\n');
  expect((await run(changes.apply({ agentId, files }))).error?.message).toMatch(
    /b\.txt.*host folder meanwhile/,
  );
  writeFileSync(join(folder, 'b.txt'), 'b\n');
  await done(changes.apply({ agentId, files }));
  expect(readFileSync(join(folder, 'a.sh'), 'utf8')).toBe('new\n');
});

it('writes only inside of the folder while somebody plants symlinks in it', async () => {
  const names = Array.from({ length: 40 }, (_, index) => `dir/sub/f${index}.txt`);
  const folder = hostRepository(scope, Object.fromEntries(names.map((name) => [name, 'old\n'])));
  const elsewhere = temporary(scope);
  for (const name of names) writeFiles(elsewhere, { [name.replace('dir/', '')]: 'not yours\n' });
  const outside = snapshot(elsewhere);
  const agentId = await copyOf(folder, 'apply-race');
  await inAgent(
    'apply-race',
    'cd /workspace/dir/sub; for f in *.txt; do echo new > $f; done; rm f1.txt f2.txt',
  );
  const swap = [
    'cd "$1"',
    'while [ ! -e stop ]; do',
    'mv dir dir.real && ln -s "$2" dir && rm dir && mv dir.real dir',
    'mv dir/sub dir/sub.real && ln -s "$2/sub" dir/sub && rm dir/sub && mv dir/sub.real dir/sub',
    'done',
  ].join('\n');
  const attacker = spawn('sh', ['-c', swap, 'sh', folder, elsewhere], { stdio: 'ignore' });
  const gone = new Promise((resolve) => attacker.once('close', resolve));
  try {
    const all = chosen(await listed(changes, agentId));
    for (let round = 0; round < 8; round += 1) {
      // Most rounds are refused: the folder is somewhere else at that moment.
      const request = await apply(agentId, all).catch(() => undefined);
      if (request) await run(request);
      const [last] = await changes.applied(agentId);
      if (last?.state === 'applied') await run(changes.undo({ agentId, applyId: last.applyId, force: true }));
      expect(snapshot(elsewhere)).toEqual(outside);
    }
  } finally {
    writeFileSync(join(folder, 'stop'), '');
    await gone;
  }
  expect(snapshot(elsewhere)).toEqual(outside);
});

it('brings nothing into a branch that .gitignore keeps out of the list', async () => {
  const folder = hostRepository(scope, { 'a.txt': 'a\n', '.gitignore': '*.key\n' });
  const agentId = await copyOf(folder, 'apply-ignored', 'node:24-slim');
  await inAgent(
    'apply-ignored',
    `cd /workspace; echo b > a.txt; echo SECRET > x.key; git add -f x.key
     git -c user.name=t -c user.email=t@t commit -qam Work`,
  );
  const { summary, files } = await listed(changes, agentId);
  expect([...files.keys()]).toEqual(['a.txt']);
  const request = { agentId, branch: 'work', message: 'm', seen: summary.stamp };
  const { error } = await run(changes.branch(request));
  expect(error).toMatchObject({ message: expect.stringContaining('.gitignore leaves out'), raw: 'x.key' });
  expect(gitIn(folder, 'branch', '--list', 'work')).toBe('');

  await inAgent(
    'apply-ignored',
    'cd /workspace; git rm -q --cached x.key; git -c user.name=t -c user.email=t@t commit -q --amend -m Work',
  );
  const seen = (await listed(changes, agentId)).summary.stamp;
  await done(changes.branch({ ...request, seen }));
  expect(gitIn(folder, 'ls-tree', '--name-only', 'work').trim().split('\n')).toEqual(['.gitignore', 'a.txt']);
});
