import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Agent } from '../../electron/contract/agent.ts';
import { privateCopy } from '../../electron/contract/agent-spec.ts';
import { openPullRequestSchema } from '../../electron/contract/forge.ts';
import type { Operation } from '../../electron/contract/operation.ts';
import { NO_PROXIES } from '../../electron/contract/upstream-proxy.ts';
import { createForge } from '../../electron/engine/forge/create.ts';
import { systemClock } from '../../electron/lib/clock.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { gitIn, hostRepository, listed, temporary } from '../harness/agents/changes-fixture.ts';
import { type CopyProvisioning, copyProvisioning } from '../harness/agents/copy-provisioning.ts';
import { busyboxSpec, createAgent, inAgent } from '../harness/agents/provisioning.ts';
import { type ForgeServer, startForge, TOKEN } from '../harness/forge/forge-server.ts';
import { TestKeeper } from '../harness/gateway/secret-keeper.ts';

const { signal } = new AbortController();
const scope = new Scope();
let scratch: string;
let copies: CopyProvisioning;
let server: ForgeServer;
let forge: ReturnType<typeof createForge>;
const keeper = new TestKeeper();

beforeAll(async () => {
  // Only what this test leaves in the folder for temporary files is looked at.
  scratch = temporary(scope);
  vi.stubEnv('TMPDIR', scratch);
  copies = await copyProvisioning(scope);
  server = await startForge(scope);
  const { setup, changes } = copies;
  forge = createForge({
    engine: () => setup.engine,
    directory: {
      get: (agentId) => {
        const agent = setup.deps.agents().find(({ id }) => id === agentId);
        if (!agent) throw new Error(`no agent ${agentId}`);
        return withAddress(agent);
      },
    },
    operations: setup.operations,
    changes,
    secrets: keeper,
    proxies: { ofThisMachine: async () => NO_PROXIES },
    hostRoots: () => server.caPem,
    version: '0.0.0-test',
    clock: systemClock,
  });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await scope.dispose();
});

/** The server's own folder, from which a copy is made here without its certificate, has the address that people use. */
function withAddress(agent: Agent): Agent {
  const { spec } = agent;
  if (spec?.workspace.kind !== 'copy' || spec.workspace.source.kind !== 'repository') return agent;
  const source = { ...spec.workspace.source, url: `https://${server.host}/owner/project.git` };
  return { ...agent, spec: { ...spec, workspace: { ...spec.workspace, source } } };
}

/** A repository whose newest commit is on the server, and hooks and settings that must not run. */
function project(canary: string): string {
  const folder = hostRepository(scope, { 'a.txt': 'a\n' });
  gitIn(folder, 'push', '-q', server.repository, 'HEAD:refs/heads/main');
  gitIn(folder, 'remote', 'add', 'origin', `git@localhost:owner/project.git`);
  gitIn(folder, 'config', 'remote.origin.url', `https://${server.host}/owner/project.git`);
  gitIn(folder, 'config', 'credential.helper', `!touch ${canary}`);
  writeFileSync(join(folder, '.git/hooks/pre-push'), `#!/bin/sh\ntouch ${canary}\n`, { mode: 0o755 });
  return folder;
}

const key = `gh${'p_'}${'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7xC0fL3rU6'}`;

it('pushes an agent’s work with the token in the app alone, opens a pull request and updates it', async () => {
  const canary = join(copies.dataPath, 'canary');
  const folder = project(canary);
  const before = readFileSync(join(folder, '.git/config'), 'utf8');
  const agentId = await copies.copyOf(folder, 'forge');
  const open = async (more: object = {}): Promise<Operation> => {
    const seen = (await listed(copies.changes, agentId)).summary.stamp;
    const input = { branch: 'bulkhead/fix/1', base: 'main', title: 'Fix it', body: 'Why', draft: true };
    const request = { agentId, kind: 'github' as const, ...input, seen, confirmed: [], ...more };
    const { operationId } = await forge.calls['forge.open'](request, signal);
    return await copies.setup.operations.ended(operationId);
  };
  await inAgent('forge', 'cd /workspace; echo b >a.txt; echo n >new.txt');

  expect((await open()).error).toMatchObject({ type: 'secret-unavailable', field: 'token' });
  const use = { kind: 'forge' as const, forge: 'github' as const, host: server.host };
  keeper.set({ id: 'b'.repeat(24), name: 'Wrong', use }, 'wrong');
  expect((await open()).error).toMatchObject({ type: 'secret-unavailable', field: 'token' });
  keeper.set({ id: 'b'.repeat(24), name: 'Right', use }, TOKEN);
  expect((await open({ base: 'nowhere' })).error).toMatchObject({ type: 'not-found', field: 'base' });

  const done = await open();
  expect(done.error).toBeUndefined();
  const pushed = () =>
    execFileSync('git', ['-C', server.repository, 'log', '--format=%s', 'bulkhead/fix/1'], {
      encoding: 'utf8',
    });
  expect(pushed().trim().split('\n')).toEqual(['Fix it', 'First']);
  expect(server.state.pulls).toEqual([
    { number: 1, branch: 'bulkhead/fix/1', base: 'main', title: 'Fix it', body: 'Why', draft: true },
  ]);
  const known = await forge.calls['forge.project']({ agentId }, signal);
  expect(known).toMatchObject({
    repository: { host: server.host, path: 'owner/project' },
    kind: 'github',
    pullRequests: [{ branch: 'bulkhead/fix/1', opened: { number: 1 } }],
  });
  expect(await forge.calls['forge.status']({ agentId, branch: 'bulkhead/fix/1' }, signal)).toMatchObject({
    state: 'draft',
    checks: [{ state: 'passed' }, { state: 'failed' }, {}, {}],
  });

  // What looks like a secret stops it, also where a later commit takes it out.
  await inAgent('forge', `cd /workspace; echo 'key = "${key}"' >>new.txt`);
  const { error } = await open();
  expect(error).toMatchObject({
    type: 'conflict',
    message: expect.stringContaining('new.txt:2 (github-pat)'),
    actions: [{ kind: 'confirm' }],
  });
  expect(JSON.stringify(error)).not.toContain(key);
  expect((await open({ confirmed: [error?.field] })).error).toBeUndefined();
  expect(server.state.pulls).toHaveLength(1);
  expect(pushed().trim().split('\n')).toEqual(['Fix it', 'First']);

  // Somebody else pushed to the branch.
  gitIn(folder, 'push', '-qf', '--no-verify', server.repository, 'HEAD:refs/heads/bulkhead/fix/1');
  expect((await open({ confirmed: [error?.field] })).error).toMatchObject({
    type: 'name-taken',
    field: 'branch',
    message: expect.stringContaining('“bulkhead/fix/1-2”') as string,
  });

  expect(readdirSync(copies.dataPath)).not.toContain('canary');
  expect(readFileSync(join(folder, '.git/config'), 'utf8')).toBe(before);
  expect(server.seen.every(({ path }) => !path.includes(TOKEN))).toBe(true);
  expect(readdirSync(scratch).filter((name) => /^bulkhead-(git|forge)-/.test(name))).toEqual([]);
});

it('pushes the work of a copy of a repository that is not on this machine', async () => {
  const workspace = privateCopy({ kind: 'repository', url: server.repository, ref: 'main' });
  const { agentId } = await createAgent(copies.setup, busyboxSpec('forge-elsewhere', { workspace }));
  await copies.setup.refresh();
  await inAgent('forge-elsewhere', 'cd /workspace; echo c >a.txt');
  const seen = (await listed(copies.changes, agentId)).summary.stamp;
  const { operationId } = await forge.calls['forge.open'](
    openPullRequestSchema.parse({
      agentId,
      kind: 'github',
      branch: 'elsewhere',
      base: 'main',
      title: 'Elsewhere',
      body: '',
      draft: false,
      seen,
    }),
    signal,
  );
  expect((await copies.setup.operations.ended(operationId)).error).toBeUndefined();
  expect(gitIn(server.repository, 'show', 'elsewhere:a.txt')).toBe('c\n');
});
