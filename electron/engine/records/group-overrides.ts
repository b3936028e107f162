import { groupNameSchema } from '../../contract/group.ts';
import { readSpec } from '../directory/directory-agent.ts';
import type { ContainerInspect } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { engineTime } from '../objects/engine-time.ts';
import { SPEC_LABEL } from '../objects/labels.ts';
import { VolumeLabelStore } from './volume-label-store.ts';

/** The groups that a person chose while agents lived; drift and the verification compare them with the engine. */
export class GroupOverrides {
  readonly #records: VolumeLabelStore<string | null>;

  constructor(engine: () => Engine) {
    this.#records = new VolumeLabelStore(engine, 'group', groupNameSchema.nullable());
  }

  /** The agent's group as the person chose it last; null for none, and for an unreadable label. */
  async of(agentId: string, { Config, Created }: ContainerInspect): Promise<string | null> {
    const newest = await this.#records.newest(agentId);
    // A newer container's spec was also written later than the record.
    if (newest && newest.at >= (engineTime(Created) ?? 0)) return newest.value;
    return readSpec(Config.Labels[SPEC_LABEL])?.group ?? null;
  }

  async remember(agentId: string, { Created }: ContainerInspect, group: string | null): Promise<void> {
    // By the engine's clock alone, as limits are.
    await this.#records.remember(agentId, group, engineTime(Created) ?? 0);
  }
}
