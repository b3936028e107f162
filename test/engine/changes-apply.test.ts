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
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Selection } from '../../electron/contract/apply.ts';
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
let setup: CopyProvisioning['setup'];
let dataPath: CopyProvisioning['dataPath'];
let changes: CopyProvisioning['changes'];
let copyOf: CopyProvisioning['copyOf'];
let run: CopyProvisioning['run'];
let done: CopyProvisioning['done'];
let apply: CopyProvisioning['apply'];

beforeAll(async () => {
  ({ setup, dataPath, changes, copyOf, run, done, apply } = await copyProvisioning(scope));
});
afterAll(() => scope.dispose());

describe('changes of many kinds', () => {
  const NAME = 'apply-files';
  let folder: string;
  let before: Record<string, string>;
  let agentId: string;

  beforeAll(async () => {
    folder = hostRepository(scope, {
      'a.txt': numbered(60),
      'b.txt': 'b\r\n',
      'deep/down/gone.txt': 'gone\n',
      'package.json': '{"scripts":{}}',
      '.gitattributes': '* text=auto\n',
    });
    chmodSync(join(folder, 'b.txt'), 0o640);
    before = snapshot(folder);
    agentId = await copyOf(folder, NAME);
    await inAgent(
      NAME,
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
  });

  const allFiles = async () => chosen(await listed(changes, agentId));

  it('are listed by path, and ready to be applied', async () => {
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
    const plan = await changes.plan(agentId, await allFiles(), signal);
    expect(new Set(plan.files.map(({ state }) => state))).toEqual(new Set(['ready']));
  });

  it('are applied and undone by hunk', async () => {
    const diff = await changes.diff({ agentId, path: 'a.txt', side: 'agent', limitBytes: 100_000 }, signal);
    expect(diff.hunks).toHaveLength(2);
    const hunk: Selection = [{ path: 'a.txt', hunks: { numbers: [1], fingerprint: diff.fingerprint } }];
    await done(apply(agentId, hunk));
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe(numbered(60, { 55: 'fifty-five' }));
    const [applied] = await changes.applied(agentId);
    await done(changes.undo({ agentId, applyId: applied?.applyId ?? '' }));
    expect(snapshot(folder)).toEqual(before);
  });

  it('are applied byte by byte, risky ones only by name, and undone by another start of the app', async () => {
    await done(apply(agentId, await allFiles(), { confirmed: ['tool'] }));
    expect(readFileSync(join(folder, 'b.txt')).toString('latin1')).toBe('bytes\xff\0\r\n');
    expect(lstatSync(join(folder, 'b.txt')).mode & 0o777).toBe(0o640);
    expect(lstatSync(join(folder, 'tool')).mode & 0o100).toBe(0o100);
    expect(readlinkSync(join(folder, 'inside'))).toBe('b.txt');
    expect(existsSync(join(folder, 'deep'))).toBe(false);
    expect(readFileSync(Buffer.from(`${folder}/new folder/odd\xff\nname`, 'latin1'), 'utf8')).toBe('odd');
    expect(existsSync(join(folder, 'outside'))).toBe(false);
    expect(readFileSync(join(folder, 'package.json'), 'utf8')).toBe('{"scripts":{}}');
    const remaining = chosen(await listed(changes, agentId), 'b.txt', 'outside');
    expect(states(await changes.plan(agentId, remaining, signal))).toEqual({
      'b.txt': 'same',
      outside: 'ready',
    });

    const restarted = changesService(setup, dataPath);
    scope.add(() => restarted.dispose());
    const [applied] = await restarted.applied(agentId);
    expect(applied).toMatchObject({ state: 'applied', files: 6, folder });
    await done(restarted.undo({ agentId, applyId: applied?.applyId ?? '' }));
    expect(snapshot(folder)).toEqual(before);
    expect((await restarted.applied(agentId))[0]).toMatchObject({ state: 'undone' });
  });
});

describe('changes of files that were changed on the host too', () => {
  const NAME = 'apply-dirty';
  let folder: string;
  let elsewhere: string;
  let before: Record<string, string>;
  let agentId: string;

  beforeAll(async () => {
    folder = hostRepository(scope, {
      'clash.txt': numbered(20),
      'merge.txt': numbered(60),
      'same.txt': 'x\n',
      'link-me/file.txt': 'x\n',
      'was-file': 'x\n',
    });
    agentId = await copyOf(folder, NAME);
    await inAgent(
      NAME,
      [
        'cd /workspace',
        `sed -i 's/^line 10$/agent/' clash.txt`,
        `sed -i 's/^line 50$/agent/' merge.txt`,
        `echo y > same.txt; echo y > link-me/file.txt; echo y > was-file; echo z > new.txt`,
      ].join('\n'),
    );
    elsewhere = temporary(scope);
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
    before = snapshot(folder);
  });

  const allFiles = async () => chosen(await listed(changes, agentId));

  it('are told apart, and compared with the state of the host', async () => {
    const plan = await changes.plan(agentId, await allFiles(), signal);
    expect(states(plan)).toEqual({
      'clash.txt': 'conflict',
      'link-me/file.txt': 'refused',
      'merge.txt': 'conflict',
      'new.txt': 'conflict',
      'same.txt': 'same',
      'was-file': 'refused',
    });
    expect(plan.files.filter(({ mergeable }) => mergeable).map(({ path }) => path)).toEqual(['merge.txt']);
    const diff = await changes.diff(
      { agentId, path: 'clash.txt', side: 'host', limitBytes: 100_000 },
      signal,
    );
    expect(diff.hunks[0]?.lines.filter(({ kind }) => kind === 'added').map(({ text }) => text)).toEqual([
      'person',
    ]);
  });

  it('are merged or overwritten only on request, and their undo spares later writes unless forced', async () => {
    const resolutions = { 'merge.txt': 'merge', 'new.txt': 'overwrite', 'clash.txt': 'merge' } as const;
    await done(apply(agentId, await allFiles(), { resolutions }));
    expect(readFileSync(join(folder, 'merge.txt'), 'utf8')).toBe(numbered(60, { 3: 'person', 50: 'agent' }));
    expect(readFileSync(join(folder, 'new.txt'), 'utf8')).toBe('z\n');
    expect(readFileSync(join(folder, 'clash.txt'), 'utf8')).toBe(numbered(20, { 10: 'person' }));
    expect(readFileSync(join(elsewhere, 'file.txt'), 'utf8')).toBe('not yours\n');

    const [applied] = await changes.applied(agentId);
    const undo = { agentId, applyId: applied?.applyId ?? '' };
    writeFileSync(join(folder, 'merge.txt'), 'written since\n');
    const refused = await run(changes.undo(undo));
    expect(refused).toMatchObject({ status: 'failed', error: { type: 'conflict' } });
    expect(readFileSync(join(folder, 'merge.txt'), 'utf8')).toBe('written since\n');
    const { changed, stamp } = await changes.undoPlan(undo, AbortSignal.timeout(60_000));
    expect(changed).toEqual(['merge.txt']);
    await done(changes.undo({ ...undo, seen: stamp }));
    expect(snapshot(folder)).toEqual(before);
  });
});
