import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import type { RpcClient } from '../../../electron/client/rpc-client.ts';
import type { Agent } from '../../../electron/contract/agent.ts';
import type { AgentSpec } from '../../../electron/contract/agent-spec.ts';
import type { Operation } from '../../../electron/contract/operation.ts';
import type { Scope } from '../../../electron/lib/scope.ts';
import { removeEverything } from '../../../scripts/engine/api.mjs';
import { testEngine } from '../../harness/engine/engine.ts';
import { TestKeeper } from '../../harness/gateway/secret-keeper.ts';
import { EngineProxy } from './engine-proxy.ts';
import { HostProcess } from './host-process.ts';

/** Time for the app to recover on a busy machine. Only a hang comes close to it. */
const SETTLES_WITHIN_MS = 90_000;

/** Repeats the assertion until it holds. */
export function waitFor<T>(assertion: () => Promise<T>): Promise<T> {
  return vi.waitFor(assertion, { timeout: SETTLES_WITHIN_MS, interval: 50 });
}

/**
 * One person's app on the test engine: its data, its secrets, and its engine host, which faults end again and again.
 */
export class World {
  readonly folder: string;
  readonly dataPath: string;
  readonly proxy: EngineProxy;
  readonly keeper: TestKeeper;
  /** What earlier engine hosts wrote to the log. */
  pastOutput = '';
  #host: HostProcess;

  private constructor(folder: string, proxy: EngineProxy, keeper: TestKeeper) {
    this.folder = folder;
    this.dataPath = join(folder, 'data');
    this.proxy = proxy;
    this.keeper = keeper;
    this.#host = this.#start(true);
  }

  /** `keep` gives the world its secrets. */
  static async open(scope: Scope, keep: (keeper: TestKeeper) => void): Promise<World> {
    const folder = await mkdtemp(join(tmpdir(), 'bulkhead-faults-'));
    await chmod(folder, 0o755);
    scope.add(() => rm(folder, { recursive: true, force: true }));
    await removeEverything(testEngine().socket);
    const keeper = new TestKeeper();
    keep(keeper);
    const proxy = new EngineProxy(join(folder, 'engine.sock'), testEngine().socket);
    await proxy.open();
    scope.add(() => proxy.close());
    const world = new World(folder, proxy, keeper);
    scope.add(() => removeEverything(testEngine().socket));
    scope.add(() => world.host.kill());
    await world.settle();
    return world;
  }

  get host(): HostProcess {
    return this.#host;
  }

  get window(): RpcClient {
    return this.#host.window;
  }

  /** Kills the engine host if it runs, and starts it as the main process does after a crash. */
  async restart(): Promise<void> {
    await this.#host.kill();
    this.pastOutput += this.#host.output;
    this.#host = this.#start(false);
    await this.settle();
  }

  /** Waits until the app is connected and idle. */
  async settle(): Promise<void> {
    const state = async () => {
      const { status } = await this.window.call('engine.state', {});
      if (status !== 'connected') return status;
      const operations = await this.window.call('operation.list', {});
      return operations.find(({ finishedAt }) => finishedAt === undefined)?.title ?? 'settled';
    };
    await waitFor(async () => expect(await state()).toBe('settled'));
  }

  /** Starts an operation and resolves to its outcome. Rejects if the engine host ends first. */
  async run(start: (window: RpcClient) => Promise<{ operationId: string }>): Promise<Operation> {
    const { window } = this;
    const { operationId } = await start(window);
    return await new Promise((resolve, reject) => {
      window.on('operation.changed', (operation) => {
        if (operation.id === operationId && operation.finishedAt !== undefined) resolve(operation);
      });
      void this.#host.exited().then(() => reject(new Error('the engine host ended')));
      void window.call('operation.list', {}).then((operations) => {
        const finished = operations.find(
          ({ id, finishedAt }) => id === operationId && finishedAt !== undefined,
        );
        if (finished) resolve(finished);
      }, reject);
    });
  }

  /** Runs an operation that must succeed. */
  async done(start: (window: RpcClient) => Promise<{ operationId: string }>): Promise<void> {
    const { status, error, title } = await this.run(start);
    if (status !== 'done') throw new Error(`${title}: ${status} ${JSON.stringify(error)}`);
  }

  async agents(): Promise<Agent[]> {
    return (await this.window.call('agent.list', {})).agents;
  }

  async agentNamed(name: string): Promise<Agent | undefined> {
    return (await this.agents()).find((agent) => agent.name === name);
  }

  /** Creates an agent; resolves to its id once the window lists it. */
  async create(spec: AgentSpec): Promise<string> {
    await this.done((window) => window.call('agent.create', { spec, verify: false, confirmed: [] }));
    return await waitFor(async () => {
      const agent = await this.agentNamed(spec.name);
      if (!agent) throw new Error(`${spec.name} is not listed`);
      return agent.id;
    });
  }

  /** Removes all of the app's objects from the engine. */
  async reset(): Promise<void> {
    await this.#host.kill();
    await removeEverything(testEngine().socket);
    await rm(this.dataPath, { recursive: true, force: true });
    await this.restart();
  }

  #start(launched: boolean): HostProcess {
    const { proxy, dataPath, keeper } = this;
    return new HostProcess({ dockerHost: `unix://${proxy.path}`, dataPath, launched, keeper });
  }
}
