import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { followStream } from '../../../electron/client/follow-stream.ts';
import type { RpcClient } from '../../../electron/client/rpc-client.ts';
import { runOperation } from '../../../electron/client/run-operation.ts';
import { bareEgress } from '../../../electron/contract/agent-spec.ts';
import type { Posture, ProbeResult } from '../../../electron/contract/isolation.ts';
import type { Scope } from '../../../electron/lib/scope.ts';
import { docker, dockerOutput } from '../engine/docker-cli.ts';
import { busyboxSpec } from './provisioning.ts';
import { openHost } from './test-host.ts';

/** Agents that serve their own name over HTTP, made by a whole engine host. */
export class GroupedAgents {
  readonly client: RpcClient;
  readonly #ids = new Map<string, string>();
  readonly #signal: AbortSignal;

  private constructor(client: RpcClient, signal: AbortSignal) {
    this.client = client;
    this.#signal = signal;
  }

  static async open(scope: Scope): Promise<GroupedAgents> {
    const dataPath = mkdtempSync(join(tmpdir(), 'bulkhead-groups-'));
    scope.add(() => rmSync(dataPath, { recursive: true, force: true }));
    return new GroupedAgents(await openHost(scope, dataPath), scope.signal);
  }

  async make(name: string, group: string | null, mode: 'off' | 'full' = 'off'): Promise<void> {
    const command = ['httpd', '-f', '-p', '8080', '-h', '/etc'];
    const spec = busyboxSpec(name, { group, command, egress: bareEgress(mode) });
    const { agentId = '' } = await this.run(() => this.client.call('agent.create', { spec }));
    this.#ids.set(name, agentId);
  }

  idOf(name: string): string {
    return this.#ids.get(name) ?? '';
  }

  run(start: () => Promise<{ operationId: string }>) {
    return runOperation(this.client, start, this.#signal);
  }

  async remove(name: string): Promise<void> {
    await this.run(() =>
      this.client.call('agent.remove', { agentId: this.idOf(name), deleteWorkspace: true }),
    );
  }

  async changeGroup(name: string, group: string | null): Promise<void> {
    await this.client.call('agent.update', {
      agentId: this.idOf(name),
      change: { resources: {}, group },
    });
  }

  /** The group that windows show. */
  async shownGroup(name: string): Promise<string | null | undefined> {
    const { agents } = await this.client.call('agent.list', {});
    return agents.find(({ id }) => id === this.idOf(name))?.spec?.group;
  }

  async posture(name: string): Promise<Posture> {
    return await this.client.call('agent.posture', { agentId: this.idOf(name) });
  }

  async verify(name: string): Promise<Map<string, ProbeResult>> {
    const input = { agentId: this.idOf(name) };
    const report = await followStream(this.client, 'isolation.verify', input, this.#signal, () => undefined);
    return new Map((report?.probes ?? []).map((probe) => [probe.id, probe]));
  }
}

/** The name of the agent that answers at a host from inside another, or the reason why none does. */
export async function answerTo(agent: string, host: string): Promise<string> {
  const url = `http://${host}:8080/hostname`;
  const output = await dockerOutput(
    ...['exec', `bulkhead-${agent}`, 'timeout', '3', 'wget', '-Y', 'off', '-qO-', url],
  );
  return output.trim();
}

/** The names of the networks of groups on the engine. */
export const groupNetworks = () =>
  docker('network', 'ls', '--format', '{{.Name}}', '--filter', 'label=dev.bulkhead.role=group');

export const addressOf = (agent: string, network: string) =>
  docker(
    'inspect',
    '-f',
    `{{(index .NetworkSettings.Networks "${network}").IPAddress}}`,
    `bulkhead-${agent}`,
  );
