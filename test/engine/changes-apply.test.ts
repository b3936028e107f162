import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Selection } from '../../electron/contract/changes.ts';
import { Scope } from '../../electron/lib/scope.ts';
import {
  changesService,
  chosen,
  hostRepository,
  listed,
  statuses,
  temporary,
  writeFiles,
} from '../harness/agents/changes-fixture.ts';
import {
  type CopyProvisioning,
  copyProvisioning,
  numbered,
  snapshot,
  states,
} from '../harness/agents/copy-provisioning.ts';
import { inAgent } from '../harness/agents/provisioning.ts';

const scope = new Scope();
const { signal } = new AbortController();
let made: CopyProvisioning['made'];
let dataPath: CopyProvisioning['dataPath'];
let changes: CopyProvisioning['changes'];
let copyOf: CopyProvisioning['copyOf'];
let run: CopyProvisioning['run'];
let done: CopyProvisioning['done'];
let apply: CopyProvisioning['apply'];

beforeAll(async () => {
  ({ made, dataPath, changes, copyOf, run, done, apply } = await copyProvisioning(scope));
});
afterAll(() => scope.dispose());

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
