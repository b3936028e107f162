import type { Agent } from '../../contract/agent.ts';
import { agentStatusSchema } from '../../contract/agent.ts';
import type { EgressState } from '../../contract/isolation.ts';
import type { NetworkTotals } from '../../contract/network.ts';
import type { Operation } from '../../contract/operation.ts';
import type { Sample } from '../../contract/stats.ts';

/** What the metrics are made of; records are by agent id. */
export interface MetricFacts {
  isEngineConnected: boolean;
  agents: readonly Agent[];
  samples: Readonly<Record<string, Sample>>;
  egress: Readonly<Record<string, EgressState>>;
  totals: Readonly<Record<string, NetworkTotals>>;
  operations: readonly Operation[];
}

type Labels = Readonly<Record<string, string>>;
type Point = readonly [Labels, number];

/** The Prometheus text format, version 0.0.4: base units, and `_total` for what only grows. */
export function renderMetrics(facts: MetricFacts): string {
  const { agents, samples, egress, totals, operations } = facts;
  const ofAgents = (value: (agent: Agent) => number | undefined): Point[] =>
    agents.flatMap((agent) => {
      const number = value(agent);
      return number === undefined ? [] : [[labelsOf(agent), number] as const];
    });
  const sampled = (value: (sample: Sample) => number) =>
    ofAgents(({ id }) => {
      const sample = samples[id];
      return sample && value(sample);
    });
  return [
    metric('bulkhead_engine_up', 'gauge', 'Whether the engine is connected', [
      [{}, Number(facts.isEngineConnected)],
    ]),
    metric(
      'bulkhead_gateway_up',
      'gauge',
      'Whether the gateway enforces the egress of all running agents',
      gatewayPoint(facts),
    ),
    metric(
      'bulkhead_agents',
      'gauge',
      'Agents by status',
      agentStatusSchema.options.map((status) => [
        { status },
        agents.filter((agent) => agent.status === status).length,
      ]),
    ),
    metric(
      'bulkhead_agent_cpu_usage_cores',
      'gauge',
      'CPUs in use',
      sampled(({ cpuPercent }) => cpuPercent / 100),
    ),
    metric(
      'bulkhead_agent_cpu_limit_cores',
      'gauge',
      'CPUs at most; 0 without a limit',
      ofAgents(({ limits }) => limits.cpus),
    ),
    metric(
      'bulkhead_agent_memory_usage_bytes',
      'gauge',
      'Memory without file cache',
      sampled(({ memoryBytes }) => memoryBytes),
    ),
    metric(
      'bulkhead_agent_memory_limit_bytes',
      'gauge',
      'Memory at most; 0 without a limit',
      ofAgents(({ limits }) => limits.memoryBytes),
    ),
    metric(
      'bulkhead_agent_processes',
      'gauge',
      'Processes and threads',
      sampled(({ pids }) => pids),
    ),
    metric(
      'bulkhead_agent_network_receive_bytes_total',
      'counter',
      'Received since the start',
      sampled(({ rxBytes }) => rxBytes),
    ),
    metric(
      'bulkhead_agent_network_transmit_bytes_total',
      'counter',
      'Sent since the start',
      sampled(({ txBytes }) => txBytes),
    ),
    metric(
      'bulkhead_agent_disk_read_bytes_total',
      'counter',
      'Read since the start',
      sampled(({ readBytes }) => readBytes),
    ),
    metric(
      'bulkhead_agent_disk_written_bytes_total',
      'counter',
      'Written since the start',
      sampled(({ writeBytes }) => writeBytes),
    ),
    metric(
      'bulkhead_agent_restarts_total',
      'counter',
      'Restarts by the engine',
      ofAgents(({ restartCount }) => restartCount),
    ),
    metric(
      'bulkhead_agent_egress_in_force',
      'gauge',
      'Whether the gateway enforces the wanted egress',
      ofAgents(({ id }) => {
        const state = egress[id];
        return state && Number(state.inForce);
      }),
    ),
    metric(
      'bulkhead_agent_egress_requests_total',
      'counter',
      'Decisions of the gateway',
      decisionsOf(agents, totals),
    ),
    metric('bulkhead_operations', 'gauge', 'Operations by kind and status', operationPoints(operations)),
  ].join('');
}

/** Nothing while no agent runs, because there need not be a gateway then. */
function gatewayPoint({ agents, egress }: MetricFacts): Point[] {
  const running = agents.filter(({ status, id }) => status === 'running' && egress[id]);
  return running.length === 0 ? [] : [[{}, Number(running.every(({ id }) => egress[id]?.inForce))]];
}

function decisionsOf(agents: readonly Agent[], totals: MetricFacts['totals']): Point[] {
  return agents.flatMap((agent) => {
    const total = totals[agent.id];
    if (!total) return [];
    const { hosts, otherRequests, otherBlocked } = total;
    const blocked = hosts.reduce((sum, host) => sum + host.blocked, otherBlocked);
    const requests = hosts.reduce((sum, host) => sum + host.requests, otherRequests);
    return [
      [{ ...labelsOf(agent), verdict: 'allowed' }, requests - blocked] as const,
      [{ ...labelsOf(agent), verdict: 'blocked' }, blocked] as const,
    ];
  });
}

function operationPoints(operations: readonly Operation[]): Point[] {
  const counts = new Map<string, { labels: Labels; count: number }>();
  for (const { kind, status } of operations) {
    const entry = counts.get(`${kind} ${status}`) ?? { labels: { kind, status }, count: 0 };
    entry.count += 1;
    counts.set(`${kind} ${status}`, entry);
  }
  return [...counts.values()].map(({ labels, count }) => [labels, count]);
}

const labelsOf = ({ id, name, spec }: Agent): Labels => ({ agent: id, name, type: spec?.type ?? '' });

function metric(name: string, type: 'gauge' | 'counter', help: string, points: readonly Point[]): string {
  if (points.length === 0) return '';
  const lines = points.map(([labels, value]) => `${name}${labelText(labels)} ${value}`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('\n')}\n`;
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

const escaped = (value: string) =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
