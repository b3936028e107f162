import { type AgentEgress, agentEgressSchema } from '../../contract/agent-spec.ts';
import type { Engine } from '../docker/engine.ts';
import { VolumeLabelStore } from './volume-label-store.ts';

/** The egress that a person switched an agent to, which beats the one of its spec. */
export class EgressOverrides extends VolumeLabelStore<AgentEgress> {
  constructor(engine: () => Engine) {
    super(engine, 'egress', agentEgressSchema);
  }
}
