import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Selection } from '../../electron/contract/apply.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { decidedFiles } from '../../renderer/changes/apply/apply-plan.ts';
import { chosen, hostRepository, listed, temporary, writeFiles } from '../harness/agents/changes-fixture.ts';
import {
  type CopyProvisioning,
  copyProvisioning,
  snapshot,
  states,
} from '../harness/agents/copy-provisioning.ts';
import { inAgent } from '../harness/agents/provisioning.ts';

const scope = new Scope();
const { signal } = new AbortController();
let changes: CopyProvisioning['changes'];
let copyOf: CopyProvisioning['copyOf'];
let run: CopyProvisioning['run'];
let done: CopyProvisioning['done'];
let apply: CopyProvisioning['apply'];

beforeAll(async () => {
  ({ changes, copyOf, run, done, apply } = await copyProvisioning(scope));
});
afterAll(() => scope.dispose());

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

  // The file changes before the plan, so it differs from the selection.
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
  const closed = new Promise((resolve) => attacker.once('close', resolve));
  try {
    const all = chosen(await listed(changes, agentId));
    for (let round = 0; round < 8; round += 1) {
      // Most rounds are refused, because the folder is elsewhere at that moment.
      const request = await apply(agentId, all).catch(() => undefined);
      if (request) await run(request);
      const [last] = await changes.applied(agentId);
      if (last?.state === 'applied') {
        const undo = { agentId, applyId: last.applyId };
        const plan = await changes.undoPlan(undo, AbortSignal.timeout(60_000)).catch(() => undefined);
        await run(changes.undo({ ...undo, seen: plan?.stamp }));
      }
      expect(snapshot(elsewhere)).toEqual(outside);
    }
  } finally {
    writeFileSync(join(folder, 'stop'), '');
    await closed;
  }
  expect(snapshot(elsewhere)).toEqual(outside);
});
