import { type AgentSpec, type Resources, resourcesSchema } from '../../contract/agent-spec.ts';
import { readSpec } from '../directory/directory-agent.ts';
import type { ContainerInspect } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { engineTime } from '../objects/engine-time.ts';
import { SPEC_LABEL } from '../objects/labels.ts';
import { VolumeLabelStore } from './volume-label-store.ts';

/** The limits that a person gave a living agent, so that those that somebody else gave it can be told from them. */
export class LimitOverrides {
  readonly #records: VolumeLabelStore<Resources>;

  constructor(engine: () => Engine) {
    this.#records = new VolumeLabelStore(engine, 'limits', resourcesSchema);
  }

  /** The agent's spec with the limits that the person asked for last; null when its label cannot be read. */
  async spec(agentId: string, { Config, Created }: ContainerInspect): Promise<AgentSpec | null> {
    const spec = readSpec(Config.Labels[SPEC_LABEL]);
    if (!spec) return null;
    const newest = await this.#records.newest(agentId);
    // A container made later has a spec that was written later.
    const counts = newest && newest.at >= (engineTime(Created) ?? 0);
    return counts ? { ...spec, resources: newest.value } : spec;
  }

  /** `now` in ms since the epoch. */
  async remember(
    agentId: string,
    { Created }: ContainerInspect,
    resources: Resources,
    now: number,
  ): Promise<void> {
    // The engine's clock may be ahead of this one.
    await this.#records.remember(agentId, resources, Math.max(now, engineTime(Created) ?? 0));
  }
}
