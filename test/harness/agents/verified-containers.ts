import assert from 'node:assert/strict';
import type { Agent } from '../../../electron/contract/agent.ts';
import type { EngineFacts } from '../../../electron/contract/engine.ts';
import type { ProbeResult } from '../../../electron/contract/isolation.ts';
import type { AgentDirectory } from '../../../electron/engine/directory/directory.ts';
import { toAgent } from '../../../electron/engine/directory/directory-agent.ts';
import type { Engine } from '../../../electron/engine/docker/engine.ts';
import { type VerifyDeps, verifyIsolation } from '../../../electron/engine/verification/verify.ts';
import { systemClock } from '../../../electron/lib/clock.ts';
import { silentLogger } from '../../../electron/lib/logger.ts';
import type { Scope } from '../../../electron/lib/scope.ts';
import { runtimeArguments } from '../engine/agent-runtime.ts';
import { containerByDockerCli, docker, networkByDockerCli } from '../engine/docker-cli.ts';

const hardening = [
  ...['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--read-only', '--user', '1000:1000'],
  ...['--memory', '128m', '--memory-swap', '128m', '--pids-limit', '256', '--cpus', '1', '--tmpfs', '/tmp'],
];

/** Options of a network as the app makes it. */
export const isolated = ['--internal', '-o', 'com.docker.network.bridge.inhibit_ipv4=true'];

/** Containers of one test as the app makes them, or with one defect, and their verification. */
export class VerifiedContainers {
  readonly engine: Engine;
  readonly facts: EngineFacts;
  /** Ends with the test. */
  readonly scope: Scope;

  constructor(engine: Engine, facts: EngineFacts, scope: Scope) {
    this.engine = engine;
    this.facts = facts;
    this.scope = scope;
  }

  /** Resolves to the container's name. */
  async make(
    wrong: readonly string[] = [],
    network: readonly string[] = isolated,
    image = 'busybox:stable',
  ): Promise<string> {
    const name = await networkByDockerCli(this.scope, network);
    const options = ['--network', name, ...runtimeArguments, ...hardening, ...wrong];
    return await containerByDockerCli(this.scope, options, ['sleep', '600'], image);
  }

  async networkOf(name: string): Promise<string> {
    const { NetworkSettings } = await this.engine.inspectContainer(name);
    return Object.keys(NetworkSettings.Networks)[0] ?? '';
  }

  async verify(name: string, ...others: string[]): Promise<Map<string, ProbeResult>> {
    return await this.verifyWith({}, name, ...others);
  }

  /** Verifies with other dependencies than the usual ones. */
  async verifyWith(
    change: Partial<VerifyDeps>,
    name: string,
    ...others: string[]
  ): Promise<Map<string, ProbeResult>> {
    const shown: ProbeResult[] = [];
    const report = await verifyIsolation(
      { ...(await this.deps(name, ...others)), ...change },
      name,
      (probe) => shown.push(probe),
      this.scope.signal,
    );
    assert.deepEqual(shown, report.probes);
    return new Map(report.probes.map((probe) => [probe.id, probe]));
  }

  /** The dependencies for verifying `name`, on an engine with these agents. */
  async deps(name: string, ...others: string[]): Promise<Parameters<typeof verifyIsolation>[0]> {
    const [agent, ...rest] = await Promise.all([name, ...others].map((each) => this.#agentOf(each)));
    if (!agent) throw new Error('no agent');
    const directory: AgentDirectory = {
      list: () => ({ sequence: 0, agents: [agent, ...rest] }),
      get: () => agent,
      onChange: () => () => {},
    };
    return {
      engine: () => this.engine,
      facts: () => this.facts,
      directory,
      egressMode: async () => 'off',
      clock: systemClock,
      logger: silentLogger,
    };
  }

  async #agentOf(name: string): Promise<Agent> {
    const inspect = await this.engine.inspectContainer(name);
    return { ...toAgent(inspect, { reachable: true, activity: undefined }), id: name };
  }
}

/** Prepares the engine: the listener on the host runs from the gateway's image, and a base image with its label is enough. */
export async function prepareVerification(scope: Scope): Promise<void> {
  await docker('pull', '-q', 'node:24-slim');
  const image = 'by-hand-gateway';
  scope.add(async () => void (await docker('rmi', image)));
  const container = await docker('create', 'node:24-slim');
  await docker('commit', '-c', 'LABEL dev.bulkhead.role=gateway', container, image);
  await docker('rm', container);
}
