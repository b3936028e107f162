import { expect, it } from 'vitest';
import type { Agent, AgentStatus } from '../../electron/contract/agent.ts';
import { agentSpecSchema, bareEgress, type EgressMode } from '../../electron/contract/agent-spec.ts';
import { egressCounts } from './egress-counts.ts';

function agent(id: string, status: AgentStatus, mode: EgressMode): Agent {
  return {
    id,
    name: id,
    containerId: id,
    status,
    spec: agentSpecSchema.parse({
      version: 1,
      name: id,
      type: 'shell',
      image: 'debian',
      resources: { memoryBytes: 512 * 1024 * 1024, cpus: 1, pids: 256 },
      isolation: {},
      egress: { mode },
    }),
    image: 'debian',
    createdAt: 0,
    limits: { memoryBytes: 0, cpus: 0, pids: 0 },
    runtime: 'runc',
    restartCount: 0,
  };
}

it('counts running agents by what the gateway does, not by what was asked for at creation', () => {
  const agentsById = {
    a: agent('a', 'running', 'full'),
    b: agent('b', 'running', 'allowlist'),
    c: agent('c', 'stopped', 'full'),
  };
  const egressById = { a: { wanted: bareEgress('off'), inForce: false } };
  expect(egressCounts({ agentsById, egressById })).toEqual({
    off: 1,
    allowlist: 1,
    full: 0,
    notInForce: 1,
  });
});
