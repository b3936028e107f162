import { type AgentSpec, bareEgress, MIB } from '../../../electron/contract/agent-spec.ts';
import { defaultSpec } from '../../../electron/contract/presets.ts';
import { objectNames } from '../../../electron/engine/objects/object-names.ts';
import { docker, pipe } from '../../harness/engine/docker-cli.ts';
import { BUSYBOX } from '../../harness/engine/docker-endpoint.ts';
import type { TestKeeper } from '../../harness/gateway/secret-keeper.ts';
import type { World } from './world.ts';

const secretId = (text: string) => Buffer.from(text.padEnd(12)).toString('hex');

/** Stores the secrets of the agents in these tests. Their values must appear nowhere. */
export function keepSecrets(keeper: TestKeeper): void {
  const use = (envName: string) => ({
    kind: 'custom' as const,
    hosts: ['allowed.test'],
    place: { kind: 'query' as const, name: 'token' },
    envName,
  });
  for (const name of ['through', 'as-file'])
    keeper.set(
      { id: secretId(name), name, use: use(`${name.replace('-', '_').toUpperCase()}_TOKEN`) },
      `CANARY${name}0123456789abcdef`,
    );
}

/** A small agent with a writable root, the world's secrets, and a way to `allowed.test`. */
export function subjectSpec(world: World, name: string, change: Partial<AgentSpec> = {}): AgentSpec {
  const spec = defaultSpec('custom', 'balanced');
  return {
    ...spec,
    name,
    image: BUSYBOX,
    command: ['sleep', '3600'],
    isolation: { ...spec.isolation, readOnlyRoot: false },
    resources: { memoryBytes: 256 * MIB, cpus: 1, pids: 64 },
    egress: bareEgress('allowlist', ['allowed.test']),
    secrets: world.keeper
      .list()
      .map(({ id, name }) => ({ secretId: id, delivery: name === 'as-file' ? 'file' : 'gateway' })),
    ...change,
  };
}

/** Creates or starts an agent of this name. `fill` is a shell line that writes its files. */
export async function ensureAgent(world: World, spec: AgentSpec, fill = ':'): Promise<string> {
  const agent = await world.agentNamed(spec.name);
  if (!agent) {
    const agentId = await world.create(spec);
    await inside(spec.name, fill);
    return agentId;
  }
  if (agent.status === 'paused') await world.window.call('agent.resume', { agentId: agent.id });
  else if (agent.status !== 'running') await world.window.call('agent.start', { agentId: agent.id });
  return agent.id;
}

export async function removeAgent(world: World, name: string): Promise<void> {
  const agent = await world.agentNamed(name);
  if (agent)
    await world.done((window) => window.call('agent.remove', { agentId: agent.id, deleteWorkspace: true }));
}

/** Runs a shell line in a running agent as the agent's user. */
export async function inside(name: string, line: string): Promise<string> {
  return await docker('exec', `bulkhead-${name}`, 'sh', '-c', line);
}

const LISTED = `find . ! -name . -exec stat -c '%n %F %a %u:%g' {} + | sort; find . -type f -exec sha256sum {} + | sort`;

/** Resolves to one hash per volume of an agent, of the names, permissions, owners and content of all files. */
export async function filesOf(agentId: string): Promise<Record<string, string>> {
  const names = objectNames(agentId);
  const parts = ['workspace', 'home'] as const;
  const mounts = parts.flatMap((part) => ['-v', `${names[part]}:/${part}:ro`]);
  const line = parts.map((part) => `(cd /${part} && (${LISTED}) | sha256sum | cut -c1-12)`).join('; ');
  const output = await docker('run', '--rm', '--network', 'none', ...mounts, BUSYBOX, 'sh', '-c', line);
  const [workspace = '', home = ''] = output.split('\n');
  return { workspace, home };
}

/** Writes a file outside the agent's volumes, where only root may. */
export async function writeLayerFile(name: string, text: string): Promise<void> {
  await docker('exec', '-u', '0:0', `bulkhead-${name}`, 'sh', '-c', `echo ${text} > /layer`);
}

/** The content of the file that `writeLayerFile` wrote; empty when it is not there. */
export async function layerFile(name: string): Promise<string> {
  return await pipe(`docker cp bulkhead-${name}:/layer - 2>/dev/null | tar -xO 2>/dev/null; true`);
}
