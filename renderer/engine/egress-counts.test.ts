import { expect, it } from 'vitest';
import { sampleAgent, sampleSpec } from '../../electron/contract/agent.fixture.ts';
import type { AgentStatus } from '../../electron/contract/agent.ts';
import { bareEgress } from '../../electron/contract/agent-spec.ts';
import type { EgressMode } from '../../electron/contract/egress-mode.ts';
import { egressCounts } from './egress-counts.ts';

const agent = (id: string, status: AgentStatus, mode: EgressMode) =>
  sampleAgent({ id, status, spec: sampleSpec({ egress: bareEgress(mode) }) });

it('counts running agents by what the gateway does, not by what was asked for at creation', () => {
  const agentsById = {
    a: agent('a', 'running', 'full'),
    b: agent('b', 'running', 'allowlist'),
    c: agent('c', 'stopped', 'full'),
  };
  const egressById = { a: { wanted: bareEgress('off'), inForce: false } };
  expect(egressCounts({ agentsById, egressById })).toEqual({
    starting: 1,
    off: 1,
    allowlist: 0,
    full: 0,
    notInForce: 1,
    leaking: 0,
  });
  const leaks = { a: { ...egressById.a, leaks: true } };
  expect(egressCounts({ agentsById, egressById: leaks })).toMatchObject({ notInForce: 1, leaking: 1 });
});
