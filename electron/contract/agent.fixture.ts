import type { Agent } from './agent.ts';
import { type AgentSpec, agentSpecSchema, MIB } from './agent-spec.ts';

/** An ordinary running agent, for tests. */
export const sampleAgent = (change: Partial<Agent> = {}): Agent => ({
  id: 'a',
  containerId: 'c',
  name: 'otter',
  status: 'running',
  spec: null,
  image: 'debian',
  createdAt: 0,
  startedAt: 1,
  limits: { memoryBytes: 0, cpus: 0, pids: 0 },
  runtime: 'runc',
  restartCount: 0,
  ...change,
});

/** A minimal spec, for tests. */
export const sampleSpec = (change: Partial<AgentSpec> = {}): AgentSpec => ({
  ...agentSpecSchema.parse({
    version: 1,
    name: 'otter',
    type: 'shell',
    image: 'debian',
    resources: { memoryBytes: 512 * MIB, cpus: 1, pids: 256 },
    isolation: {},
    egress: { mode: 'off' },
  }),
  ...change,
});
