import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Scope } from '../../../electron/lib/scope.ts';
import { chosen, listed, temporary } from '../../harness/agents/changes-fixture.ts';
import { type CopyProvisioning, copyProvisioning, states } from '../../harness/agents/copy-provisioning.ts';
import { inAgent } from '../../harness/agents/provisioning.ts';
import { before, readTree, writeTree } from '../type-changes.fixture.ts';

const scope = new Scope();
const { signal } = new AbortController();
let copies: CopyProvisioning;
let folder: string;
let agentId: string;
beforeAll(async () => {
  copies = await copyProvisioning(scope);
  folder = temporary(scope);
  writeTree(folder, before);
  agentId = await copies.copyOf(folder, 'types');
  await inAgent(
    'types',
    `cd /workspace && rm -r to-file to-link was-file was-link && echo file > to-file && ln -s kept to-link &&
     mkdir -p was-file/deep was-link && echo d > was-file/d && echo e > was-file/deep/e && echo f > was-link/f`,
  );
});
afterAll(() => scope.dispose());

// First reported: xcat2/xcat-core#5214 and #5217, Radmind/radmind#153, bcpierce00/unison#30.
it('applies type changes whole or not at all, and undoes them', async () => {
  const { changes, apply, done } = copies;
  const all = chosen(await listed(changes, agentId));
  const parts = all.filter(({ path }) => path !== 'to-file/a');
  const partly = await changes.plan(agentId, parts, signal);
  expect(states(partly)).toMatchObject({
    'to-file': 'refused',
    'to-file/deep/b': 'refused',
    'was-file': 'ready',
  });

  writeFileSync(join(folder, 'to-link/own'), 'own');
  const withOwn = await changes.plan(agentId, all, signal);
  expect(states(withOwn)).toMatchObject({ 'to-link': 'refused', 'to-link/c': 'refused', 'to-file': 'ready' });
  expect(withOwn.files.find(({ path }) => path === 'to-link')?.reason).toContain('to-link/own');

  await done(apply(agentId, all));
  expect(readTree(folder)).toEqual({
    kept: 'kept',
    'to-file': 'file\n',
    'to-link/c': 'c',
    'to-link/own': 'own',
    'was-file/d': 'd\n',
    'was-file/deep/e': 'e\n',
    'was-link/f': 'f\n',
  });
  const [applied] = await changes.applied(agentId);
  await done(changes.undo({ agentId, applyId: applied?.applyId ?? '' }));
  expect(readTree(folder)).toEqual({ ...before, 'to-link/own': 'own' });
});
