import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hostFolder } from '../../electron/contract/agent-spec.ts';
import type { ActivityLog } from '../../electron/engine/activity/activity-log.ts';
import { describeAgent } from '../../electron/engine/creation/check-agent.ts';
import { personFrom } from '../../electron/engine/objects/agent-user.ts';
import { realMachine } from '../../electron/engine/workspace/machine.ts';
import { createMaskCheck, createMaskWatch } from '../../electron/engine/workspace/masking/create.ts';
import { systemClock } from '../../electron/lib/clock.ts';
import { silentLogger } from '../../electron/lib/logger.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { openDirectory } from '../harness/agents/agent-containers.ts';
import {
  agentObjects,
  busyboxSpec,
  createAgent,
  inAgent,
  type TestProvisioning,
  testProvisioning,
} from '../harness/agents/provisioning.ts';
import { personFolder } from '../harness/agents/workspace-folders.ts';
import { docker } from '../harness/engine/docker-cli.ts';

const scope = new Scope();
const { signal } = new AbortController();
let setup: TestProvisioning;
beforeAll(async () => {
  setup = await testProvisioning(scope);
});
afterAll(() => scope.dispose());

it('hides what is masked, at any depth and under every path, and leaves the host’s files alone', async () => {
  const folder = personFolder(scope, 1000);
  const further = personFolder(scope, 1000);
  for (const place of ['packages/a/.ssh', 'config', 'node_modules/x'])
    mkdirSync(join(folder, place), { recursive: true });
  const secrets = ['.env', 'packages/a/.env', 'packages/a/.ssh/id', 'config/key.pem', 'node_modules/x/.env'];
  for (const name of secrets) writeFileSync(join(folder, name), 'SECRET');
  writeFileSync(join(folder, 'config/open'), 'open');
  symlinkSync('config/key.pem', join(folder, 'link.pem'));
  writeFileSync(join(further, '.env'), 'SECRET');
  const masks = ['.env', '.ssh', 'link.pem', 'absent/secret'];
  const workspace = hostFolder(folder, { masks, folders: [{ path: further, readOnly: true }] });
  const spec = busyboxSpec('masked', { workspace });
  const { masks: describedMasks, dockerRun } = await describeAgent(setup.deps, spec, signal);
  expect(describedMasks).toMatchObject({ unmatched: ['absent/secret'], isPartial: false });
  expect(describedMasks?.places.map(({ path }) => path).sort()).toEqual(
    ['.env', 'config/key.pem', 'packages/a/.env', 'packages/a/.ssh', join(further, '.env')].sort(),
  );
  expect(dockerRun).toContain('type=tmpfs,target=/workspace/packages/a/.ssh,readonly,tmpfs-size=4096');

  const { container } = await createAgent(setup, spec);
  const lines = `cat .env packages/a/.env config/key.pem link.pem; ls -A packages/a/.ssh; cat config/open; echo
    grep -rl SECRET . | sort; touch packages/a/.ssh/x 2>/dev/null || echo refused; mv .env x 2>/dev/null || echo stays
    for m in $(grep bulkhead-folder /proc/mounts | cut -d" " -f2); do test -d "$m" && grep -rsl SECRET "$m"; done; touch mine`;
  expect(await inAgent('masked', lines)).toBe('open\n./node_modules/x/.env\nrefused\nstays');
  expect(container.Mounts.map(({ Destination }) => Destination)).toContain('/workspace/packages/a/.ssh');
  for (const name of secrets) expect(readFileSync(join(folder, name), 'utf8')).toBe('SECRET');
  expect(existsSync(join(folder, 'absent'))).toBe(false);
  expect(statSync(join(folder, 'mine')).uid).toBe(1000);
});

it.each([
  [1000, 1000],
  [1001, 1001],
  // root's agents run as 1000, and what they make belongs to that.
  [0, 1000],
])('works for a person with uid %i: writes as uid %i, git sees its own folder', async (uid, inside) => {
  const machine = { ...realMachine(() => undefined), uid, person: personFrom(uid, uid, 'ada') };
  const own = await testProvisioning(scope, { machine });
  const folder = personFolder(scope, inside);
  execFileSync('git', ['init', '-q', folder]);
  writeFileSync(join(folder, 'theirs'), 'theirs');
  const spec = busyboxSpec(`person-${uid}`, { workspace: hostFolder(folder), image: 'node:24-slim' });
  await createAgent(own, spec);
  const line = `id -u; git -C /workspace status --short; echo x > made; touch ~/h; echo $HOME
    test "$(id -un)" = "$(node -p "os.userInfo().username")" && echo named`;
  expect(await inAgent(`person-${uid}`, line)).toBe(`${inside}\n?? theirs\n/home/agent\nnamed`);
  expect(statSync(join(folder, 'made')).uid).toBe(inside);
  expect(statSync(join(folder, 'theirs')).uid).toBe(process.getuid?.());
});

it('tries to write as the agent before it says that the agent stands', async () => {
  const folder = personFolder(scope, 1000);
  // The access is refused after the check and before the start, as mapped users and access lists do it.
  const stop = setup.operations.onChange(({ title, steps }) => {
    const container = steps.find(({ id }) => id === 'container');
    if (title.includes('refused') && container?.status === 'done') chmodSync(folder, 0o555);
  });
  await expect(createAgent(setup, busyboxSpec('refused', { workspace: hostFolder(folder) }))).rejects.toThrow(
    /cannot write to .*Permission denied/,
  );
  stop();
  expect((await agentObjects(setup.engine)).filter((object) => object.includes('refused'))).toEqual([]);
  await createAgent(setup, busyboxSpec('reader', { workspace: hostFolder(folder, { readOnly: true }) }));
});

it('keeps masked places covered, and what git tracks there out of commits inside', async () => {
  const folder = personFolder(scope, 1000);
  for (const place of ['api/deep', 'secrets']) mkdirSync(join(folder, place), { recursive: true });
  for (const name of ['api/deep/.env', 'secrets/key', 'open']) writeFileSync(join(folder, name), 'SECRET\n');
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'safe.directory=*', ...words], {
      cwd: folder,
      encoding: 'utf8',
    });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', 'First');
  execFileSync('chown', ['-R', '1000:1000', folder]);
  const workspace = hostFolder(folder, { masks: ['.env', 'secrets'] });
  const spec = busyboxSpec('covered', { workspace, image: 'node:24-slim' });
  const { container } = await createAgent(setup, spec);
  const lines = `cd /workspace; for m in api api/deep api/deep/.env secrets; do mv $m away 2>/dev/null || echo stays; done
    cat api/deep/.env; ls -A secrets; echo mine > open; git -c user.name=t -c user.email=t@t commit -qam Inside
    git status --short`;
  expect(await inAgent('covered', lines)).toBe('stays\nstays\nstays\nstays');
  expect(git('show', '--name-only', '--format=%s', 'HEAD').trim().split(/\n+/)).toEqual(['Inside', 'open']);

  // A change on the host while the agent is stopped is detected before the next start.
  await setup.refresh();
  const agent = setup.deps.agents().find(({ name }) => name === 'covered');
  if (!agent) throw new Error('no agent');
  const check = createMaskCheck({ ...setup.deps, engine: () => setup.engine });
  await check(agent, signal);
  await setup.engine.stopContainer(container.Id, 0);
  renameSync(join(folder, 'api'), join(folder, 'api-old'));
  await expect(check(agent, signal)).rejects.toThrow('“api-old/deep/.env” is to be hidden');
  // No engine starts the container while the folder of the masked path is missing.
  await expect(setup.engine.startContainer(container.Id)).rejects.toThrow('does not exist');
  // With another folder in its place, the engine creates the masked path, and the other file is visible.
  mkdirSync(join(folder, 'api/deep'), { recursive: true });
  await setup.engine.startContainer(container.Id);
  await expect(check(agent, signal)).rejects.toThrow('“api-old/deep/.env” is to be hidden');
});

it('stops an agent that its restart policy started while a masked file had moved', async () => {
  const folder = personFolder(scope, 1000);
  mkdirSync(join(folder, 'api'));
  writeFileSync(join(folder, 'api/.env'), 'SECRET');
  const workspace = hostFolder(folder, { masks: ['.env'] });
  const spec = { ...busyboxSpec('restarted', { workspace }), restart: 'unless-stopped' as const };
  const { container } = await createAgent(setup, spec);
  const { directory } = await openDirectory(scope);
  const stopped: string[] = [];
  const covered: string[] = [];
  const deps = { ...setup.deps, engine: () => setup.engine, directory };
  const watch = createMaskWatch({
    ...deps,
    activity: { add: ({ text }) => void stopped.push(text) } as ActivityLog,
    check: async (agent, aborted) => {
      await createMaskCheck(deps)(agent, aborted);
      covered.push(agent.name);
    },
    clock: systemClock,
    logger: silentLogger,
  });
  scope.add(() => watch.dispose());
  await expect.poll(() => covered).toContain('restarted');
  renameSync(join(folder, 'api'), join(folder, 'api-old'));
  mkdirSync(join(folder, 'api'));
  // The program ends by itself, so that the engine starts it again without asking.
  await docker('exec', '--detach', container.Id, 'kill', '1');
  await expect.poll(() => stopped.join()).toContain('“api-old/.env” is to be hidden');
  const { State } = await setup.engine.inspectContainer(container.Id);
  expect(State.Running).toBe(false);
});
