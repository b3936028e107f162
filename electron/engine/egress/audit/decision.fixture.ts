import type { Decision } from '../../../contract/egress.ts';

/** A decision in the gateway's form: an allowed GET to example.test. */
export function decisionOf(seq: number, changes: Partial<Decision> = {}): Decision {
  return {
    seq,
    flowId: `flow-${seq}`,
    final: true,
    time: 1_700_000_000_000 + seq,
    agentId: 'a1',
    kind: 'http',
    method: 'GET',
    host: 'example.test',
    port: 80,
    path: '/',
    verdict: 'allowed',
    reason: 'rule',
    ruleId: 'agent:0',
    status: 200,
    bytesUp: 10,
    bytesDown: 100,
    durationMs: 5,
    ...changes,
  };
}
