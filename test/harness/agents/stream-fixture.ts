import { RpcClient } from '../../../electron/client/rpc-client.ts';
import { sampleAgent } from '../../../electron/contract/agent.fixture.ts';
import type { Agent } from '../../../electron/contract/agent.ts';
import { AppFailure } from '../../../electron/contract/error.ts';
import type { AgentDirectory, DirectoryChange } from '../../../electron/engine/directory/directory.ts';
import { createDockerEngine } from '../../../electron/engine/docker/adapter.ts';
import type { ContainerCreate } from '../../../electron/engine/docker/api.ts';
import type { Engine } from '../../../electron/engine/docker/engine.ts';
import type { Handlers, StreamHandlers } from '../../../electron/engine/rpc/handlers.ts';
import { RpcServer } from '../../../electron/engine/rpc/server.ts';
import { Emitter } from '../../../electron/lib/emitter.ts';
import { silentLogger } from '../../../electron/lib/logger.ts';
import { runtimeConfig } from '../engine/agent-runtime.ts';
import { testEngine } from '../engine/engine.ts';
import { portPair } from './test-window.ts';

export const AGENT_ID = 'agent-under-test';

/** One container under test, and a directory that reports the engine's state of it. */
export class OneAgent implements AgentDirectory {
  readonly engine: Engine;
  containerId = '';
  readonly #changes = new Emitter<DirectoryChange>();
  readonly #containers = new Set<string>();
  #agent: Agent | undefined;
  #sequence = 0;

  readonly #openEngine: () => Engine;

  constructor(engine = openTestEngine(), openEngine = openTestEngine) {
    this.engine = engine;
    this.#openEngine = openEngine;
  }

  /** Creates a container and forgets the one before, as when an agent is recreated. */
  async create(body: Partial<ContainerCreate> & { Cmd: string[] }): Promise<void> {
    this.containerId = await this.engine.createContainer(`streams-${Date.now()}-${this.#containers.size}`, {
      Image: 'busybox:stable',
      ...body,
      HostConfig: { Init: true, NetworkMode: 'none', ...runtimeConfig, ...body.HostConfig },
    } as ContainerCreate);
    this.#containers.add(this.containerId);
  }

  async start(): Promise<void> {
    await this.engine.startContainer(this.containerId);
    await this.refresh();
  }

  async stop(): Promise<void> {
    await this.engine.stopContainer(this.containerId, 1);
    await this.refresh();
  }

  /** Reads the container's state and emits it, as the real directory does after an engine event. */
  async refresh(): Promise<void> {
    const { State, Config, Created } = await this.engine.inspectContainer(this.containerId);
    this.#agent = sampleAgent({
      id: AGENT_ID,
      containerId: this.containerId,
      name: AGENT_ID,
      status: State.Running ? 'running' : 'stopped',
      image: Config.Image,
      createdAt: Date.parse(Created),
      startedAt: Date.parse(State.StartedAt) > 0 ? Date.parse(State.StartedAt) : undefined,
    });
    this.#sequence += 1;
    this.#changes.emit({ sequence: this.#sequence, upserted: [this.#agent], removed: [] });
  }

  async dispose(): Promise<void> {
    // Another connection is used, because a test may have broken that of the engine under test.
    const engine = this.#openEngine();
    for (const id of this.#containers) await engine.removeContainer(id);
    engine.close();
    this.#agent = undefined;
    this.#changes.emit({ sequence: this.#sequence + 1, upserted: [], removed: [AGENT_ID] });
    this.engine.close();
  }

  list() {
    return { sequence: this.#sequence, agents: this.#agent ? [this.#agent] : [] };
  }

  get(agentId: string): Agent {
    if (this.#agent?.id === agentId) return this.#agent;
    throw new AppFailure({ type: 'not-found', message: 'There is no such agent.' });
  }

  onChange(listener: (change: DirectoryChange) => void): () => void {
    return this.#changes.on(listener);
  }
}

export function openTestEngine(): Engine {
  return createDockerEngine({ url: testEngine().dockerHost, source: 'DOCKER_HOST', label: 'test' });
}

/** A window's client, served by real handlers over a real message channel with real credit. */
export function connectWindow(streams: Partial<StreamHandlers>): { client: RpcClient; close: () => void } {
  const [served, own] = portPair();
  const server = new RpcServer({
    handlers: { calls: {}, streams } as unknown as Handlers,
    logger: silentLogger,
    checkOutputs: true,
  });
  server.connect(served);
  return { client: new RpcClient(own), close: () => own.close() };
}

/** Resolves as soon as `condition` holds; checks every 20 ms. Rejects after `timeoutMs` with the awaited condition. */
export async function eventually(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 120_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
