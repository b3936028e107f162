import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AgentTypes } from '../../electron/engine/agent-types/agent-types.ts';
import { createPortabilityHandlers } from '../../electron/engine/portability/handlers.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { busyboxSpec, testProvisioning } from '../harness/agents/provisioning.ts';
import { docker } from '../harness/engine/docker-cli.ts';

const run = promisify(execFile);

let scope: Scope;
beforeEach(() => {
  scope = new Scope();
});
afterEach(() => scope.dispose());

/** Compose as a person has it: the plugin of newer engines, or the program of its own. */
async function compose(folder: string, ...args: string[]): Promise<string> {
  const at = [
    '--project-directory',
    folder,
    '--file',
    join(folder, 'compose.yaml'),
    '--project-name',
    'bulkhead-test',
  ];
  const hasPlugin = await docker('compose', 'version').then(
    () => true,
    () => false,
  );
  const [program, ...before] = hasPlugin ? ['docker', 'compose'] : ['docker-compose'];
  return (await run(program ?? '', [...before, ...at, ...args])).stdout;
}

const inspect = async (name: string, format: string) =>
  JSON.parse(await docker('inspect', '--format', `{{json ${format}}}`, name)) as Record<string, unknown>;

it('exports an agent as a Compose file that runs it without the app, in the same sandbox', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-compose-'));
  scope.add(() => rmSync(folder, { recursive: true, force: true }));
  const { provisioner, operations, deps, refresh } = await testProvisioning(scope);
  const spec = busyboxSpec('composed', {
    env: [{ name: 'TOKEN', value: 'canary-value-of-an-environment-variable' }],
  });
  const { id } = await provisioner.create({ spec, confirmed: [] }, scope.signal);
  expect((await operations.ended(id)).status).toBe('done');
  await refresh();
  const types = new AgentTypes({
    builtInPath: join(import.meta.dirname, '../../assets/images'),
    ownPath: join(folder, 'no-types'),
    builds: () => ({}),
    hostRootsPem: undefined,
  });
  const handlers = createPortabilityHandlers({ ...deps, types });
  const agentId = deps.agents()[0]?.id ?? '';
  const { text, notes } = await handlers['agent.compose']({ agentId }, scope.signal);
  expect(text).not.toContain('canary-value');
  expect(notes.join(' ')).toContain('environment variables');
  writeFileSync(join(folder, 'compose.yaml'), text);
  scope.add(() => compose(folder, 'down', '--volumes').then(() => undefined));
  await compose(folder, 'up', '--detach');

  const composed = (await compose(folder, 'ps', '--quiet', 'agent')).trim();
  const container = 'bulkhead-composed';
  const [made, original] = await Promise.all([
    inspect(composed, '.HostConfig'),
    inspect(container, '.HostConfig'),
  ]);
  for (const key of [
    'ReadonlyRootfs',
    'Memory',
    'MemorySwap',
    'NanoCpus',
    'PidsLimit',
    'CapDrop',
    'Init',
    'Tmpfs',
  ])
    expect([key, made[key]]).toEqual([key, original[key]]);
  expect(made.SecurityOpt).toEqual(['no-new-privileges:true']);
  expect(await docker('exec', composed, 'sh', '-c', 'id -u; touch /workspace/x ~/y && echo writable')).toBe(
    `${deps.machine.person.uid}\nwritable`,
  );
  await expect(docker('exec', composed, 'sh', '-c', 'echo x > /etc/x')).rejects.toThrow(/Read-only/);
  await expect(
    docker('exec', composed, 'wget', '-T', '2', '-q', '-O-', 'http://allowed.test'),
  ).rejects.toThrow();
});
