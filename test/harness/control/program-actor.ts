import type { RpcClient } from '../../../electron/client/rpc-client.ts';
import type { Agent } from '../../../electron/contract/agent.ts';
import { AppFailure } from '../../../electron/contract/error.ts';
import type { Scope } from '../../../electron/lib/scope.ts';
import { busyboxSpec } from '../agents/provisioning.ts';
import { BUSYBOX } from '../engine/docker-endpoint.ts';
import { bulkhead } from './command-line.ts';
import { curl } from './curl.ts';

/** A person or program that acts on agents, each through a process or a connection of its own. */
export interface Actor {
  /** Resolves to whether it created the agent. */
  create(name: string): Promise<boolean>;
  act(what: 'start' | 'stop', name: string): Promise<void>;
  allow(name: string, host: string): Promise<void>;
  /** Resolves to whether it removed the agent. */
  remove(name: string): Promise<boolean>;
}

/** A window, and the list of agents that it shows. */
export class WindowActor implements Actor {
  readonly #client: RpcClient;
  readonly #shown = new Map<string, Agent>();

  constructor(client: RpcClient) {
    this.#client = client;
    client.on('agents.changed', ({ upserted, removed }) => {
      for (const agent of upserted) this.#shown.set(agent.id, agent);
      for (const id of removed) this.#shown.delete(id);
    });
  }

  /** Name and status of each agent that the window shows. */
  shown(): string[] {
    return [...this.#shown.values()].map(({ name, status }) => `${name} ${status}`).sort();
  }

  async create(name: string): Promise<boolean> {
    return await succeeds(async () => {
      const { operationId } = await this.#client.call('agent.create', { spec: busyboxSpec(name) });
      await this.#finished(operationId);
    });
  }

  async act(what: 'start' | 'stop', name: string): Promise<void> {
    await succeeds(async () => await this.#client.call(`agent.${what}`, { agentId: await this.#idOf(name) }));
  }

  async allow(name: string, host: string): Promise<void> {
    const intents = [{ type: 'allow-host' as const, host, port: 443, lasts: 'always' as const }];
    await this.#client.call('egress.change', { agentId: await this.#idOf(name), intents });
  }

  async remove(name: string): Promise<boolean> {
    return await succeeds(async () => {
      const input = { agentId: await this.#idOf(name), deleteWorkspace: true };
      await this.#finished((await this.#client.call('agent.remove', input)).operationId);
    });
  }

  async #idOf(name: string): Promise<string> {
    const { agents } = await this.#client.call('agent.list', {});
    const agent = agents.find((each) => each.name === name);
    if (!agent) throw new AppFailure({ type: 'not-found', message: name });
    return agent.id;
  }

  async #finished(operationId: string): Promise<void> {
    for (;;) {
      const changed = new Promise<void>((resolve) => {
        const stop = this.#client.on('operation.changed', () => {
          stop();
          resolve();
        });
      });
      const operation = (await this.#client.call('operation.list', {})).find(({ id }) => id === operationId);
      if (operation?.error) throw new AppFailure(operation.error);
      if (operation?.finishedAt !== undefined) return;
      await changed;
    }
  }
}

async function succeeds(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (error instanceof AppFailure) return false;
    throw error;
  }
}

/** A script that runs the command line. */
export function commandLineActor(scope: Scope, dataPath: string): Actor {
  const run = async (...args: string[]) => (await bulkhead(scope, dataPath, args)).code === 0;
  return {
    create: (name) => run('create', '--name', name, '--image', BUSYBOX, '--', 'sleep', '3600'),
    act: async (what, name) => void (await run(what, name)),
    allow: async (name, host) => void (await run('egress', 'allow', name, host)),
    remove: (name) => run('rm', '-f', '--workspace', name),
  };
}

/** A program that uses the HTTP API on the socket. */
export function httpActor(dataPath: string): Actor {
  const send = async (method: string, path: string, body?: unknown) => {
    const data =
      body === undefined ? [] : ['-H', 'Content-Type: application/json', '-d', JSON.stringify(body)];
    return await curl(dataPath, '-X', method, ...data, `http://localhost${path}`);
  };
  const finished = async (answer: Awaited<ReturnType<typeof send>>) => {
    if (answer.status !== 202) return false;
    for (;;) {
      const { status } = (await send('GET', answer.headers.location ?? '')).json() as { status: string };
      if (status !== 'running' && status !== 'cancelling') return status === 'done';
    }
  };
  return {
    create: async (name) => await finished(await send('POST', '/v1/agents', { spec: busyboxSpec(name) })),
    act: async (what, name) => void (await send('POST', `/v1/agents/${name}/${what}`)),
    allow: async (name, host) => {
      const intents = [{ type: 'allow-host', host, port: 443, lasts: 'always' }];
      await send('POST', `/v1/agents/${name}/egress/intents`, { intents });
    },
    remove: async (name) => await finished(await send('DELETE', `/v1/agents/${name}?deleteWorkspace=true`)),
  };
}
