import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Agent } from '../../../electron/contract/agent.ts';
import type { EgressState } from '../../../electron/contract/isolation.ts';
import { verifyChain } from '../../../scripts/audit/verify-chain.mjs';
import { docker, dockerOutput } from '../../harness/engine/docker-cli.ts';
import { type EngineObject, engineObjects, inspectText } from './engine-objects.ts';
import { waitFor } from './wait-for.ts';
import type { World } from './world.ts';

/** Roles of cached images, which belong to no single agent. */
const CACHES = new Set(['base', 'type', 'toolbox', 'gateway']);
/** Hosts of the test world that an agent requests to test its gateway's rules. */
export const PROBED_HOSTS = ['allowed.test', 'other.test', 'blocked.test'];

/** Asserts the state of a recovered app after its leftovers are cleaned up. */
export async function expectWhole(world: World): Promise<void> {
  await waitFor(async () => {
    await cleanUp(world);
    assertNone(await problems(world));
    // Agents ask for hosts, which costs much more than lists, so they do it once everything else is right.
    assertNone(await policyProblems(world));
  });
  assertNone((await secretsInClear(world)).map((place) => `a secret in clear in ${place}`));
}

function assertNone(problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(problems.join('; '));
}

/** Cleans up leftovers as a person does. */
async function cleanUp(world: World): Promise<void> {
  for (const { agentId } of await world.window.call('leftovers.list', {}))
    await world.done((window) => window.call('leftovers.clean-up', { agentId }));
}

async function problems(world: World): Promise<string[]> {
  const objects = await engineObjects();
  const agents = await world.agents();
  const leftovers = await world.window.call('leftovers.list', {});
  return [
    ...leftovers.map(({ name, objects }) => `left over of ${name}: ${objects.join(', ')}`),
    ...agents.flatMap((agent) => agentProblems(agent, objects)),
    ...objects.flatMap((object) => objectProblem(object, agents, objects) ?? []),
    ...auditProblems(world),
  ];
}

/** A listed agent has each of its objects exactly once. */
function agentProblems(agent: Agent, objects: readonly EngineObject[]): string[] {
  const { id, name, spec } = agent;
  const own = (kind: EngineObject['kind'], role: string) =>
    objects.filter((each) => each.kind === kind && each.role === role && each.agentId === id);
  const required: [EngineObject['kind'], string][] = [
    ['container', 'agent'],
    ['network', 'network'],
    ['volume', 'home'],
    ...(spec?.workspace.kind === 'host-folder'
      ? []
      : ([['volume', 'workspace']] as [EngineObject['kind'], string][])),
    ...(spec?.workspace.kind === 'copy'
      ? ([['volume', 'baseline']] as [EngineObject['kind'], string][])
      : []),
  ];
  const counts = required.flatMap(([kind, role]) => {
    const { length } = own(kind, role);
    return length === 1 ? [] : [`${name} has ${length} of ${kind} ${role}`];
  });
  const container = own('container', 'agent')[0];
  return container && container.name !== `bulkhead-${name}`
    ? [...counts, `${name} is ${container.name}`]
    : counts;
}

/** Every object belongs to an agent. */
function objectProblem(
  object: EngineObject,
  agents: readonly Agent[],
  objects: readonly EngineObject[],
): string | undefined {
  const { kind, role, agentId, name } = object;
  const description = `${kind} ${name} (${role ?? 'no role'})`;
  const isListed = agents.some(({ id }) => id === agentId);
  if (kind === 'image') {
    if (role === undefined || CACHES.has(role)) return undefined;
    if (!isListed) return `${description} of no agent`;
    const isRun = objects.some(({ image }) => image !== undefined && object.names.includes(image));
    return role === 'run' && !isRun ? `${description} that no container runs` : undefined;
  }
  if (role === 'gateway') return agents.length > 0 ? undefined : `${description} without agents`;
  if (agentId === undefined) return `${description} that nobody knows`;
  if (kind === 'container' && role !== 'agent') return `${description} still there`;
  if (kind === 'volume' && role === 'workspace') return undefined;
  return isListed ? undefined : `${description} of no agent`;
}

/** An agent reaches exactly the hosts that the window shows. */
async function policyProblems(world: World): Promise<string[]> {
  const agents = await world.agents();
  const states = await world.window.call('egress.list', {});
  const violations: string[] = [];
  for (const { id, name, status } of agents) {
    const state = states[id];
    if (!state) {
      violations.push(`${name} has no egress`);
      continue;
    }
    if (!state.inForce || state.leaks || state.unrecorded)
      violations.push(`${name}: ${state.problem ?? 'egress is not in force'}`);
    if (status !== 'running') continue;
    const reachedHosts = await reachedBy(name);
    for (const host of PROBED_HOSTS) {
      const isReached = reachedHosts.includes(host);
      if (isReached && !isShown(state, host)) violations.push(`${name} reaches ${host}, which is not shown`);
      // Without this, a request that always fails would prove every policy.
      if (!isReached && isShown(state, host))
        violations.push(`${name} does not reach ${host}, which is shown`);
    }
  }
  return violations;
}

/** Resolves to the hosts that an agent reaches now. */
export async function reachedBy(name: string): Promise<string[]> {
  // The option -T of this build of BusyBox ends with a segmentation fault.
  const line = `for host in ${PROBED_HOSTS.join(' ')}; do timeout 10 wget -q -O /dev/null http://$host/ 2>/dev/null && echo $host; done; true`;
  const output = await docker('exec', `bulkhead-${name}`, 'sh', '-c', line);
  return output.split('\n').filter(Boolean);
}

function isShown({ wanted }: EgressState, host: string): boolean {
  if (wanted.mode === 'full') return true;
  return wanted.mode === 'allowlist' && wanted.allowedDomains.includes(host);
}

/** The audit's files form one unbroken chain in each folder. */
function auditProblems(world: World): string[] {
  const files = readFiles(join(world.dataPath, 'audit')).sort();
  return [...new Set(files.map(dirname))].flatMap((folder) => {
    const paths = files.filter((path) => dirname(path) === folder);
    const names = paths.filter((path) => /audit-\d+\.jsonl$/.test(path));
    const head = paths.find((path) => path.endsWith('head.json'));
    let after: { n: number; hash: string } | undefined;
    return names.flatMap((path) => {
      const { problems, last } = verifyChain(textOf(path), {
        ...(after ? { after } : {}),
        ...(path === names.at(-1) && head ? { head: JSON.parse(textOf(head)) } : {}),
      });
      after = last;
      return problems.map(({ line, message }) => `${path}:${line} ${message}`);
    });
  });
}

/** Searches the app's files and log, and all reports of the engine, for values of secrets. */
async function secretsInClear(world: World): Promise<string[]> {
  const values = await world.keeper.allValues();
  const forms = values.flatMap((value) => [value, Buffer.from(value).toString('base64').slice(0, -4)]);
  const places: [string, string][] = [['the log', world.pastOutput + world.host.output]];
  for (const path of readFiles(world.dataPath)) places.push([path, textOf(path)]);
  for (const object of await engineObjects()) {
    if (object.labels['dev.bulkhead.role'] === undefined) continue;
    places.push([`${object.kind} ${object.name}`, await inspectText(object)]);
    if (object.kind === 'container')
      places.push([`log of ${object.name}`, await dockerOutput('logs', object.id)]);
  }
  return places.filter(([, text]) => forms.some((form) => text.includes(form))).map(([place]) => place);
}

/** The text of a file; empty when the app has renamed it meanwhile. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

function readFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
