import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Endpoint, EngineState } from '../../../electron/contract/engine.ts';
import { createDockerEngine } from '../../../electron/engine/docker/adapter.ts';
import { EngineConnection } from '../../../electron/engine/docker/connection.ts';
import { readHostEnvironment } from '../../../electron/engine/docker/host-environment.ts';
import { type Clock, systemClock } from '../../../electron/lib/clock.ts';
import { silentLogger } from '../../../electron/lib/logger.ts';
import { Scope } from '../../../electron/lib/scope.ts';
import { testEndpoint } from './docker-endpoint.ts';
import { Doorway } from './engine-doorway.ts';

export interface Made {
  connection: EngineConnection;
  states: EngineState[];
  remembered: (Endpoint | null)[];
}

/** The test engine behind a socket that the test can break, on a machine with an empty home folder. */
export class ConnectionFixture {
  readonly scope = new Scope();
  readonly folder: string;
  readonly doorway: Doorway;

  private constructor(folder: string) {
    this.folder = folder;
    this.scope.add(() => rm(folder, { recursive: true }));
    this.doorway = new Doorway(join(folder, 'docker.sock'), testEndpoint().url);
    this.scope.add(() => this.doorway.shut());
  }

  static async create(): Promise<ConnectionFixture> {
    const folder = await mkdtemp(join(tmpdir(), 'bulkhead-connection-'));
    await chmod(folder, 0o755);
    return new ConnectionFixture(folder);
  }

  /** A connection on a machine with nothing but `env` and an empty home folder. */
  connectWith(env: Record<string, string>, { clock = systemClock }: { clock?: Clock } = {}): Made {
    const states: EngineState[] = [];
    const remembered: (Endpoint | null)[] = [];
    const { folder } = this;
    const connection = new EngineConnection({
      remembered: null,
      remember: (endpoint) => remembered.push(endpoint),
      open: (endpoint) => createDockerEngine(endpoint),
      environment: { ...readHostEnvironment(), env: { XDG_RUNTIME_DIR: folder, ...env }, homePath: folder },
      clock,
      logger: silentLogger,
    });
    connection.onChange((state) => states.push(state));
    this.scope.add(() => connection.dispose());
    connection.start();
    return { connection, states, remembered };
  }

  /** Names the doorway as a person would, so that no other engine of this machine is used. */
  here(): Record<string, string> {
    return { DOCKER_HOST: `unix://${this.doorway.path}` };
  }

  async dispose(): Promise<void> {
    await this.scope.dispose();
    expect(this.doorway.connections).toBe(0);
  }
}

export async function becomes(
  connection: EngineConnection,
  status: EngineState['status'],
): Promise<EngineState> {
  await expect.poll(() => connection.state.status).toBe(status);
  return connection.state;
}
