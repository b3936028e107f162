import { type AgentSpec, type Resources, resourcesSchema } from '../../contract/agent-spec.ts';
import { readSpec } from '../directory/directory-agent.ts';
import type { ContainerInspect } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { engineTime } from '../objects/engine-time.ts';
import { SPEC_LABEL } from '../objects/labels.ts';
import { VolumeLabelStore } from './volume-label-store.ts';

/** The limits that a person set on a running agent in the app; drift compares them with limits set outside of it. */
export class LimitOverrides {
  readonly #records: VolumeLabelStore<Resources>;

  constructor(engine: () => Engine) {
    this.#records = new VolumeLabelStore(engine, 'limits', resourcesSchema);
  }

  /** The agent's spec with the limits set last; null when its label cannot be read. */
  async spec(agentId: string, { Config, Created }: ContainerInspect): Promise<AgentSpec | null> {
    const spec = readSpec(Config.Labels[SPEC_LABEL]);
    if (!spec) return null;
    const newest = await this.#records.newest(agentId);
    // A newer container's spec was also written later than the record.
    const counts = newest && newest.at >= (engineTime(Created) ?? 0);
    return counts ? { ...spec, resources: newest.value } : spec;
  }

  async remember(agentId: string, { Created }: ContainerInspect, resources: Resources): Promise<void> {
    // By the engine's clock alone: this machine's may differ, and the record would not count, or count for a newer container.
    await this.#records.remember(agentId, resources, engineTime(Created) ?? 0);
  }
}
