import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sampleAgent, sampleSpec } from '../../contract/agent.fixture.ts';
import type { EgressState } from '../../contract/isolation.ts';
import type { Operation } from '../../contract/operation.ts';
import { sampleAt } from '../../contract/stats.fixture.ts';
import { renderMetrics } from './metrics.ts';

const agent = sampleAgent({ id: 'a1', name: 'say "hi"\\', spec: sampleSpec() });

it('is the text format of Prometheus, in base units, with escaped labels', () => {
  const text = renderMetrics({
    isEngineConnected: true,
    agents: [agent],
    samples: { a1: sampleAt(0, { cpuPercent: 50, memoryBytes: 1024 }) },
    egress: { a1: { inForce: false } as EgressState },
    totals: {
      a1: {
        hosts: [{ host: 'h', requests: 5, blocked: 2, bytesUp: 0, bytesDown: 0 }],
        // An agent can invent any number of hosts. The counter must not stop because of that.
        otherRequests: 4,
        otherBlocked: 3,
      },
    },
    operations: [{ kind: 'pull', status: 'running' } as Operation],
  });
  const labels = 'agent="a1",name="say \\"hi\\"\\\\",type="shell"';
  expect(text).toContain('# TYPE bulkhead_agents gauge\n');
  expect(text).toContain('bulkhead_agents{status="running"} 1\n');
  expect(text).toContain(`bulkhead_agent_cpu_usage_cores{${labels}} 0.5\n`);
  expect(text).toContain(`bulkhead_agent_memory_usage_bytes{${labels}} 1024\n`);
  expect(text).toContain(`bulkhead_agent_egress_requests_total{${labels},verdict="blocked"} 5\n`);
  expect(text).toContain(`bulkhead_agent_egress_requests_total{${labels},verdict="allowed"} 4\n`);
  expect(text).toContain('bulkhead_gateway_up 0\n');
  const dashboard = readFileSync(join(import.meta.dirname, '../../../docs/grafana-dashboard.json'), 'utf8');
  for (const [name] of dashboard.matchAll(/bulkhead_\w+/g)) expect(text).toContain(`# TYPE ${name} `);
  for (const line of text.trimEnd().split('\n'))
    expect(line).toMatch(/^(# (HELP|TYPE) bulkhead_\w+ .+|bulkhead_\w+(\{.+\})? \S+)$/);
});

it('says nothing about what is not known', () => {
  const text = renderMetrics({
    isEngineConnected: false,
    agents: [agent],
    samples: {},
    egress: {},
    totals: {},
    operations: [],
  });
  expect(text).toContain('bulkhead_engine_up 0\n');
  expect(text).not.toContain('bulkhead_gateway_up');
  expect(text).not.toContain('bulkhead_agent_memory_usage_bytes');
  expect(text).not.toContain('bulkhead_agent_egress');
});
