import { type AgentEgress, agentEgressSchema } from '../../contract/agent-spec.ts';
import type { Engine } from '../docker/engine.ts';
import { VolumeLabelStore } from './volume-label-store.ts';

/** The egress that a person chose for an agent after its creation. It overrides the one of its spec. */
export class EgressOverrides extends VolumeLabelStore<AgentEgress> {
  constructor(engine: () => Engine) {
    super(engine, 'egress', agentEgressSchema);
  }
}
