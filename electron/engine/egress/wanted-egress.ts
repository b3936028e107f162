import { type AgentEgress, agentEgressSchema } from '../../contract/agent-spec.ts';
import { AgentRecords } from '../agents/agent-records.ts';
import type { Engine } from '../docker/engine.ts';

/** The egress that a person switched an agent to, which beats the one of its spec. */
export class WantedEgress extends AgentRecords<AgentEgress> {
  constructor(engine: () => Engine) {
    super(engine, 'egress', agentEgressSchema);
  }
}
