import { join } from 'node:path';
import type { Agent } from '../../../electron/contract/agent.ts';
import { type AgentSpec, bareEgress, MIB } from '../../../electron/contract/agent-spec.ts';
import type { EngineFacts } from '../../../electron/contract/engine.ts';
import type { EgressState } from '../../../electron/contract/isolation.ts';
import { DEFAULT_GATEWAY_BASE } from '../../../electron/contract/preferences.ts';
import { defaultSpec } from '../../../electron/contract/presets.ts';
import { AgentTypes } from '../../../electron/engine/agent-types/agent-types.ts';
import type { ProvisionDeps } from '../../../electron/engine/creation/agent-provisioner.ts';
import { AgentProvisioner } from '../../../electron/engine/creation/agent-provisioner.ts';
import { toAgent } from '../../../electron/engine/directory/directory-agent.ts';
import { inspectAll } from '../../../electron/engine/directory/directory-read.ts';
import type { ContainerInspect } from '../../../electron/engine/docker/api.ts';
import type { Engine } from '../../../electron/engine/docker/engine.ts';
import type { EgressService } from '../../../electron/engine/egress/egress-service.ts';
import { createHomes } from '../../../electron/engine/home/create.ts';
import { ImageProvider } from '../../../electron/engine/images/provide-image.ts';
import { Groups } from '../../../electron/engine/networks/groups.ts';
import { AGENT_LABEL, ROLE_LABEL } from '../../../electron/engine/objects/labels.ts';
import { Operations } from '../../../electron/engine/operations/operations.ts';
import { removable } from '../../../electron/engine/removal/removal-objects.ts';
import { noSecrets } from '../../../electron/engine/secrets/no-secrets.ts';
import { Toolbox } from '../../../electron/engine/toolbox/toolbox.ts';
import { realMachine } from '../../../electron/engine/workspace/machine.ts';
import { delay, systemClock } from '../../../electron/lib/clock.ts';
import { silentLogger } from '../../../electron/lib/logger.ts';
import type { Scope } from '../../../electron/lib/scope.ts';
import { agentRuntime, runtimeNeeds } from '../engine/agent-runtime.ts';
import { appEngine, docker } from '../engine/docker-cli.ts';
import { BUSYBOX } from '../engine/docker-endpoint.ts';
import { testShownSettings } from './shown-settings.ts';

const GATEWAY_ROLE = `${ROLE_LABEL}=gateway`;

/** Tests and benchmarks run in the repository's folder; a benchmark's own file is elsewhere. */
const ASSETS_PATH = join(process.cwd(), 'assets');

/** An egress service without a gateway: it lets nothing out and logs its calls. */
function noGateway(): EgressService & { log: string[] } {
  const log: string[] = [];
  const state = (): EgressState => ({ wanted: bareEgress('off'), inForce: true });
  return {
    log,
    attach: async ({ agentId, gatewayAddress }) => {
      log.push(`attach ${agentId} ${gatewayAddress}`);
      return state();
    },
    detach: async (agentId) => void log.push(`detach ${agentId}`),
    set: async () => state(),
    update: async () => state(),
    rules: async () => ({ rules: [], missingSets: [] }),
    setSecrets: async () => state(),
    state: async () => state(),
    list: () => ({}),
    onChange: () => () => undefined,
  };
}

export interface TestProvisioning {
  engine: Engine;
  facts: EngineFacts;
  deps: ProvisionDeps;
  operations: Operations;
  provisioner: AgentProvisioner;
  egressLog: string[];
  /** Reads the agents from the engine again. Only this function does. */
  refresh(): Promise<void>;
}

/** The provisioning of the engine host on the test engine. The scope removes everything that it made. */
export async function testProvisioning(
  scope: Scope,
  change: Partial<ProvisionDeps> = {},
): Promise<TestProvisioning> {
  const engine = appEngine(scope);
  const facts = await engine.facts();
  const egress = noGateway();
  const agents: Agent[] = [];
  const machine = realMachine(() => undefined);
  const refresh = async () => {
    const inspects = await inspectAll(engine, scope.signal);
    agents.splice(
      0,
      agents.length,
      ...inspects.map((inspect) => toAgent(inspect, { reachable: true, activity: undefined })),
    );
  };
  const types = new AgentTypes({
    builtInPath: join(ASSETS_PATH, 'images'),
    ownPath: '/nonexistent',
    builds: () => ({}),
    hostRoots: () => undefined,
  });
  const deps: ProvisionDeps = {
    toolbox: new Toolbox({
      engine: () => engine,
      source: { assetsPath: ASSETS_PATH, base: () => DEFAULT_GATEWAY_BASE, version: '0.0.0-test' },
      clock: systemClock,
    }),
    engine: () => engine,
    facts: () => facts,
    egress,
    secrets: noSecrets,
    consent: { ask: () => Promise.resolve() },
    images: new ImageProvider({ engine: () => engine, version: '0.0.0-test', types }),
    types,
    homes: createHomes({
      engine: () => engine,
      types,
      secrets: change.secrets ?? noSecrets,
      bringAlong: () => [],
      home: machine.home,
      clock: systemClock,
    }).homes,
    agents: () => agents,
    directory: { refresh },
    groups: new Groups({
      engine: () => engine,
      facts: () => facts,
      machine,
      version: '0.0.0-test',
      logger: silentLogger,
    }),
    machine,
    shownSettings: testShownSettings(scope),
    version: '0.0.0-test',
    tightenedProfilePath: join(ASSETS_PATH, 'seccomp', 'tightened.json'),
    clock: systemClock,
    logger: silentLogger,
    ...change,
  };
  const operations = new Operations({ clock: systemClock, logger: silentLogger });
  scope.add(() => removeAgents(engine));
  scope.add(() => operations.dispose());
  return {
    engine,
    facts,
    deps,
    operations,
    provisioner: new AgentProvisioner({ deps, operations, clock: systemClock }),
    egressLog: egress.log,
    refresh,
  };
}

/** A small agent that starts in no time. */
export function busyboxSpec(name: string, change: Partial<AgentSpec> = {}): AgentSpec {
  const spec = defaultSpec('custom', 'balanced');
  return {
    ...spec,
    name,
    image: BUSYBOX,
    command: ['sleep', '3600'],
    resources: {
      memoryBytes: Math.max(256 * MIB, runtimeNeeds.memoryBytes),
      cpus: 1,
      pids: Math.max(64, runtimeNeeds.pids),
    },
    isolation: { ...spec.isolation, runtime: agentRuntime },
    ...change,
  };
}

/** Everything on the engine with the agent label, in words. */
export async function agentObjects(engine: Engine, agentId?: string): Promise<string[]> {
  const label = [agentId ? `${AGENT_LABEL}=${agentId}` : AGENT_LABEL];
  const [containers, networks, volumes] = await Promise.all([
    engine.listContainers({ label }),
    engine.listNetworks({ label }),
    engine.listVolumes({ label }),
  ]);
  return [
    ...containers.map((each) => `container ${each.Names[0]}`),
    ...networks.map((each) => `network ${each.Name}`),
    ...volumes.map((each) => `volume ${each.Name}`).sort(),
  ];
}

export async function removeAgents(engine: Engine): Promise<void> {
  const label = [AGENT_LABEL];
  for (const { Id } of await engine.listContainers({ label })) await engine.removeContainer(Id);
  for (const { Id } of await engine.listNetworks({ label })) await engine.removeNetwork(Id);
  const groups = await engine.listNetworks({ label: [`${ROLE_LABEL}=group`] });
  for (const { Id } of groups) await engine.removeNetwork(Id);
  for (const { Name } of await engine.listVolumes({ label })) await engine.removeVolume(Name);
  for (const reference of (await engine.listImages({ label })).flatMap(removable))
    await engine.removeImage(reference);
}

const REMOVAL_TRIES = 20;
const RETRY_MS = 250;

/**
 * Removes all agents and what a whole engine host made for them: the gateway and its way out. A host that still runs
 * makes its gateway anew while agents are left, so this tries again; it rejects when something stays.
 */
export async function removeAgentsAndGateway(engine: Engine): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    try {
      await removeContainersOfGateway(engine);
      await removeAgents(engine);
      // With its agents gone a host makes no other one.
      await removeContainersOfGateway(engine);
      for (const { Id } of await engine.listNetworks({ label: [GATEWAY_ROLE] }))
        await engine.removeNetwork(Id);
      return;
    } catch (error) {
      if (tried === REMOVAL_TRIES) throw error;
      await delay(systemClock, RETRY_MS);
    }
  }
}

async function removeContainersOfGateway(engine: Engine): Promise<void> {
  for (const { Id } of await engine.listContainers({ label: [GATEWAY_ROLE] }))
    await engine.removeContainer(Id);
}

/** Creates an agent and resolves to its container, or rejects with what went wrong. */
export async function createAgent(
  { provisioner, operations, engine }: TestProvisioning,
  spec: AgentSpec,
  more: { seccompProfile?: string; confirmed?: string[] } = {},
): Promise<{ agentId: string; container: ContainerInspect }> {
  const { id, agentId = '' } = await provisioner.create(
    { spec, confirmed: [], ...more },
    new AbortController().signal,
  );
  const ended = await operations.ended(id);
  if (ended.status !== 'done') throw new Error(`${ended.status}: ${JSON.stringify(ended.error)}`);
  const container = await engine.inspectContainer(`bulkhead-${spec.name}`);
  return { agentId, container };
}

/** Runs a shell line in an agent as the agent's user; resolves to its output. */
export async function inAgent(name: string, line: string): Promise<string> {
  return await docker('exec', `bulkhead-${name}`, 'sh', '-c', line);
}
