import { type AgentSpecInput, agentSpecSchema } from '../../../electron/contract/agent-spec.ts';
import type { EngineState } from '../../../electron/contract/engine.ts';
import { activityIn } from '../../../electron/engine/directory/activity-from-operations.ts';
import { LiveDirectory } from '../../../electron/engine/directory/directory-live.ts';
import { createDockerEngine } from '../../../electron/engine/docker/adapter.ts';
import type { HostConfig } from '../../../electron/engine/docker/api.ts';
import { EngineConnection } from '../../../electron/engine/docker/connection.ts';
import type { Engine } from '../../../electron/engine/docker/engine.ts';
import { readHostEnvironment } from '../../../electron/engine/docker/host-environment.ts';
import { AGENT_LABEL, ROLE_LABEL, SPEC_LABEL } from '../../../electron/engine/objects/labels.ts';
import { containerName } from '../../../electron/engine/objects/object-names.ts';
import { specForLabel } from '../../../electron/engine/objects/spec-label.ts';
import { Operations } from '../../../electron/engine/operations/operations.ts';
import { systemClock } from '../../../electron/lib/clock.ts';
import { silentLogger } from '../../../electron/lib/logger.ts';
import type { Scope } from '../../../electron/lib/scope.ts';
import { runtimeConfig } from '../engine/agent-runtime.ts';
import { BUSYBOX } from '../engine/docker-endpoint.ts';
import { testEngine } from '../engine/engine.ts';

/** An agent's container made by hand, to test how the app reads containers without the app's own creation. */
export interface AgentContainer {
  id: string;
  name: string;
  containerId: string;
}

const spec: AgentSpecInput = {
  version: 1,
  name: 'x',
  type: 'shell',
  image: BUSYBOX,
  resources: { memoryBytes: 64 * 1024 * 1024, cpus: 1, pids: 32 },
  isolation: {},
  egress: { mode: 'off' },
};

let count = 0;

/** Creates the container without starting it. */
export async function createAgentContainer(
  engine: Engine,
  options: { command?: string[]; specLabel?: string; host?: HostConfig; id?: string; name?: string } = {},
): Promise<AgentContainer> {
  count += 1;
  const id = options.id ?? `t${process.pid}x${count}`;
  const name = options.name ?? `hand-${id}`;
  const specLabel = options.specLabel ?? specForLabel(agentSpecSchema.parse({ ...spec, name }));
  await engine.inspectImage(BUSYBOX).catch(() => engine.pullImage(BUSYBOX, {}));
  const containerId = await engine.createContainer(containerName(name), {
    Image: BUSYBOX,
    Cmd: options.command ?? ['sleep', '300'],
    Labels: { [AGENT_LABEL]: id, [ROLE_LABEL]: 'agent', [SPEC_LABEL]: specLabel },
    OpenStdin: true,
    HostConfig: {
      NetworkMode: 'none',
      Init: true,
      Memory: 64 * 1024 * 1024,
      MemorySwap: 64 * 1024 * 1024,
      ...runtimeConfig,
      ...options.host,
    },
  });
  return { id, name, containerId };
}

export async function startAgentContainer(
  engine: Engine,
  options: Parameters<typeof createAgentContainer>[1] = {},
): Promise<AgentContainer> {
  const container = await createAgentContainer(engine, options);
  await engine.startContainer(container.containerId);
  return container;
}

/** Removes every object with the app's label from the engine of the test run. */
export async function removeLabelled(engine: Engine): Promise<void> {
  const filters = { label: [AGENT_LABEL] };
  for (const { Id } of await engine.listContainers(filters)) await engine.removeContainer(Id);
  for (const { Id } of await engine.listNetworks(filters)) await engine.removeNetwork(Id);
  for (const { Name } of await engine.listVolumes(filters)) await engine.removeVolume(Name);
  for (const { Id } of await engine.listImages(filters)) await engine.removeImage(Id);
}

/** The engine host's agent directory, on the engine behind `dockerHost`. */
export async function openDirectory(scope: Scope, dockerHost = testEngine().dockerHost) {
  const connection = new EngineConnection({
    remembered: { url: dockerHost, source: 'settings', label: 'test' },
    remember: () => undefined,
    open: (endpoint) => createDockerEngine(endpoint),
    environment: readHostEnvironment(),
    clock: systemClock,
    logger: silentLogger,
  });
  scope.add(() => connection.dispose());
  const operations = new Operations({ clock: systemClock, logger: silentLogger });
  scope.add(() => operations.dispose());
  const activityOf = (agentId: string) => activityIn(operations, agentId);
  const directory = new LiveDirectory({
    connection,
    clock: systemClock,
    logger: silentLogger,
    activityOf,
    isForSignIn: () => false,
  });
  scope.add(() => directory.dispose());
  connection.start();
  await new Promise<void>((resolve) => {
    const off = connection.onChange((state: EngineState) => {
      if (state.status !== 'connected') return;
      off();
      resolve();
    });
  });
  return { connection, operations, directory, activityOf };
}

/** Resolves once `reached` is true of the directory; the deadline ends a test that hangs. */
export async function untilDirectory(
  directory: LiveDirectory,
  reached: () => boolean,
  timeoutMs = 120_000,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => end(() => reject(new Error(stateOf(directory)))), timeoutMs);
    const off = directory.onChange(() => check());
    const end = (how: () => void) => {
      clearTimeout(timer);
      off();
      how();
    };
    const check = () => {
      if (reached()) end(resolve);
    };
    check();
  });
}

function stateOf(directory: LiveDirectory): string {
  return `not reached; the directory has ${JSON.stringify(directory.list().agents.map((a) => [a.id, a.name, a.status]))}`;
}
