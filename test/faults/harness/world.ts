import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
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
import { waitFor } from './wait-for.ts';

/** An operation by which the engine host changed a file. */
export interface FileStep {
  name: string;
  /** The operation writes bytes, so a crash can leave half of them. */
  canBeTorn: boolean;
}

/** What runs the engine host of a world: a process that faults end. */
export interface RunningHost {
  readonly window: RpcClient;
  /** The log of the process. */
  readonly output: string;
  /** Resolves when the process has ended. */
  kill(): Promise<void>;
  exited(): Promise<void>;
  countFiles?(): void;
  /** Kills the process right before its `step`th file operation from now on (from 1), or in the middle of it. */
  endAtFile?(step: number, halfWritten: boolean): void;
  /** The file operations since `countFiles`. */
  files?(): Promise<FileStep[]>;
}

export interface Installation {
  readonly dataPath: string;
  /** Who runs it; undefined: the user of the tests. */
  readonly owner?: { uid: number; gid: number };
  start(launched: boolean): Promise<RunningHost>;
}

export type Install = (
  scope: Scope,
  proxy: EngineProxy,
  place: { folder: string; keeper: TestKeeper },
) => Promise<Installation>;

/** The engine host without the app around it. */
const engineHost: Install = async (_scope, proxy, { folder, keeper }) => {
  const dataPath = join(folder, 'data');
  const options = { dockerHost: `unix://${proxy.path}`, dataPath, keeper };
  return { dataPath, start: async (launched) => new HostProcess({ ...options, launched }) };
};

/**
 * One person's app on the test engine: its data, its secrets, and its engine host, which faults end again and again.
 */
export class World {
  readonly folder: string;
  readonly proxy: EngineProxy;
  readonly keeper: TestKeeper;
  /** What earlier engine hosts wrote to the log. */
  pastOutput = '';
  readonly #installation: Installation;
  #host: RunningHost;

  private constructor(
    place: { folder: string; keeper: TestKeeper },
    proxy: EngineProxy,
    installation: Installation,
    host: RunningHost,
  ) {
    this.folder = place.folder;
    this.keeper = place.keeper;
    this.proxy = proxy;
    this.#installation = installation;
    this.#host = host;
  }

  /** `keep` gives the world its secrets. */
  static async open(
    scope: Scope,
    options: { keep?: (keeper: TestKeeper) => void; install?: Install } = {},
  ): Promise<World> {
    const folder = await mkdtemp(join(tmpdir(), 'bulkhead-faults-'));
    await chmod(folder, 0o755);
    scope.add(() => rm(folder, { recursive: true, force: true }));
    await removeEverything(testEngine().socket);
    const keeper = new TestKeeper();
    options.keep?.(keeper);
    const proxy = new EngineProxy(join(folder, 'engine.sock'), testEngine().socket);
    await proxy.open();
    scope.add(() => proxy.close());
    const place = { folder, keeper };
    const installation = await (options.install ?? engineHost)(scope, proxy, place);
    const world = new World(place, proxy, installation, await installation.start(true));
    scope.add(() => removeEverything(testEngine().socket));
    scope.add(() => world.host.kill());
    await world.settle();
    return world;
  }

  get dataPath(): string {
    return this.#installation.dataPath;
  }

  get host(): RunningHost {
    return this.#host;
  }

  get window(): RpcClient {
    return this.#host.window;
  }

  /** Kills the engine host if it runs, and starts it as the main process does after a crash. */
  async restart(): Promise<void> {
    await this.#host.kill();
    this.pastOutput += this.#host.output;
    this.#host = await this.#installation.start(false);
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
    // An engine that was killed may still be starting.
    await waitFor(() => removeEverything(testEngine().socket));
    await rm(this.dataPath, { recursive: true, force: true });
    await this.restart();
  }

  /** Gives files of the tests to the person who runs the app. */
  giveAway(path: string): void {
    const { owner } = this.#installation;
    if (owner) execFileSync('chown', ['--recursive', '--no-dereference', `${owner.uid}:${owner.gid}`, path]);
  }
}
