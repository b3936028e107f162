import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentTypes } from '../../electron/engine/agent-types/agent-types.ts';
import { createPortabilityHandlers } from '../../electron/engine/portability/handlers.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { busyboxSpec, createAgent, testProvisioning } from '../harness/agents/provisioning.ts';
import { docker } from '../harness/engine/docker-cli.ts';

const run = promisify(execFile);

const scope = new Scope();
const CONTAINER = 'bulkhead-composed';
let folder: string;
let uid: number;
let exported: { text: string; notes: readonly string[] };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-compose-'));
  scope.add(() => rmSync(folder, { recursive: true, force: true }));
  const setup = await testProvisioning(scope);
  const spec = busyboxSpec('composed', {
    env: [{ name: 'TOKEN', value: 'canary-value-of-an-environment-variable' }],
  });
  const { agentId } = await createAgent(setup, spec);
  await setup.refresh();
  const types = new AgentTypes({
    builtInPath: join(import.meta.dirname, '../../assets/images'),
    ownPath: join(folder, 'no-types'),
    builds: () => ({}),
    hostRoots: () => undefined,
  });
  const handlers = createPortabilityHandlers({
    ...setup.deps,
    types,
    assetsPath: folder,
    dataPath: folder,
  });
  exported = await handlers['agent.compose']({ agentId }, scope.signal);
  uid = setup.deps.machine.person.uid;
});
afterAll(() => scope.dispose());

/** Compose as a person has it: the plugin of newer engines, or the program of its own. */
async function compose(...args: string[]): Promise<string> {
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

it('leaves the values of environment variables out of the file, and says so', () => {
  expect(exported.text).not.toContain('canary-value');
  expect(exported.notes.join(' ')).toContain('environment variables');
});

describe('the agent that Compose runs', () => {
  let composed: string;

  beforeAll(async () => {
    writeFileSync(join(folder, 'compose.yaml'), exported.text);
    scope.add(() => compose('down', '--volumes').then(() => undefined));
    await compose('up', '--detach');
    composed = (await compose('ps', '--quiet', 'agent')).trim();
  });

  it.each(['ReadonlyRootfs', 'Memory', 'MemorySwap', 'NanoCpus', 'PidsLimit', 'CapDrop', 'Init', 'Tmpfs'])(
    'has the same %s',
    async (key) => {
      const [copy, original] = await Promise.all([
        inspect(composed, '.HostConfig'),
        inspect(CONTAINER, '.HostConfig'),
      ]);
      expect(copy[key]).toEqual(original[key]);
    },
  );

  it('gains no privileges, and writes only where the agent may', async () => {
    expect((await inspect(composed, '.HostConfig')).SecurityOpt).toEqual(['no-new-privileges:true']);
    expect(await docker('exec', composed, 'sh', '-c', 'id -u; touch /workspace/x ~/y && echo writable')).toBe(
      `${uid}\nwritable`,
    );
    await expect(docker('exec', composed, 'sh', '-c', 'echo x > /etc/x')).rejects.toThrow(/Read-only/);
  });

  it('reaches no host', async () => {
    // The option -T of this build of BusyBox fails in any network.
    await expect(
      docker('exec', composed, 'timeout', '3', 'wget', '-q', '-O-', 'http://allowed.test'),
    ).rejects.toThrow();
  });
});
