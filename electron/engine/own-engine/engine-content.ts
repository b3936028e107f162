import type { Endpoint } from '../../contract/engine.ts';
import { createDockerEngine } from '../docker/adapter.ts';
import type { Engine } from '../docker/engine.ts';
import { AGENT_LABEL, CONTAINER_NAME_PREFIX, ROLE_LABEL } from '../objects/labels.ts';

/** An engine that answers at all does so at once. */
const options = { timeoutMs: 5_000 };

/**
 * What is on the app's own engine. It is asked over a connection of its own, because the app may be connected to another
 * engine, or to none yet.
 */
export class EngineContent {
  readonly #endpoint: Endpoint;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  /** Rejects while the engine does not answer. */
  async ping(signal: AbortSignal): Promise<void> {
    await this.#ask((engine) => engine.ping({ ...options, signal }));
  }

  /** Names of the agents that run or are paused. */
  async runningAgents(): Promise<string[]> {
    return await this.#ask((engine) => agentsOf(engine, { status: ['running', 'paused', 'restarting'] }));
  }

  /** Names of all agents, and the number of images. */
  async all(): Promise<{ agents: string[]; images: number }> {
    return await this.#ask(async (engine) => {
      const [agents, images] = await Promise.all([agentsOf(engine, {}), engine.listImages({}, options)]);
      return { agents, images: images.length };
    });
  }

  async #ask<T>(question: (engine: Engine) => Promise<T>): Promise<T> {
    const engine = createDockerEngine(this.#endpoint);
    try {
      return await question(engine);
    } finally {
      engine.close();
    }
  }
}

async function agentsOf(engine: Engine, filters: Record<string, string[]>): Promise<string[]> {
  const label = [AGENT_LABEL, `${ROLE_LABEL}=agent`];
  const containers = await engine.listContainers({ ...filters, label }, options);
  return containers
    .map(({ Id, Names }) => (Names?.[0] ?? Id).replace(/^\//, '').replace(CONTAINER_NAME_PREFIX, ''))
    .sort();
}
