import { z } from 'zod';
import { type AgentSpec, type Resources, resourcesSchema } from '../../contract/agent-spec.ts';
import type { ContainerInspect } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { readSpec } from './directory-agent.ts';
import { engineTime } from './engine-time.ts';
import { AGENT_LABEL, ROLE_LABEL, SPEC_LABEL } from './labels.ts';

const LIMITS_LABEL = 'dev.bulkhead.limits';
const recordSchema = z.object({ at: z.number(), resources: resourcesSchema });
type Record = z.infer<typeof recordSchema>;

function parse(label: string | undefined): Record | undefined {
  if (label === undefined) return undefined;
  try {
    return recordSchema.parse(JSON.parse(label));
  } catch (error) {
    // Edited by hand into nonsense: the spec's own limits count again.
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}

/**
 * Remembers the limits that a person gave a living agent, so that those that somebody else gave it can be told from
 * them. As with its egress, it is the label of an empty volume: the labels of a container never change.
 */
export class WantedLimits {
  readonly #engine: () => Engine;

  constructor(engine: () => Engine) {
    this.#engine = engine;
  }

  /** The agent's spec with the limits that the person asked for last; null when its label cannot be read. */
  async spec(agentId: string, { Config, Created }: ContainerInspect): Promise<AgentSpec | null> {
    const spec = readSpec(Config.Labels[SPEC_LABEL]);
    if (!spec) return null;
    const writtenAt = engineTime(Created) ?? 0;
    const records = (await this.#volumes(agentId)).flatMap(
      ({ Labels }) => parse(Labels?.[LIMITS_LABEL]) ?? [],
    );
    // A container made later has a spec that was written later.
    const newest = records.filter(({ at }) => at >= writtenAt).sort((a, b) => b.at - a.at)[0];
    return newest ? { ...spec, resources: newest.resources } : spec;
  }

  /** `now` in ms since the epoch. The new record is there before the old one goes: a crash in between loses nothing. */
  async remember(
    agentId: string,
    { Created }: ContainerInspect,
    resources: Resources,
    now: number,
  ): Promise<void> {
    const old = await this.#volumes(agentId);
    // The engine's clock may be ahead of this one.
    const at = Math.max(now, engineTime(Created) ?? 0);
    const Name = `bulkhead-${agentId}-limits-${at}`;
    await this.#engine().createVolume({
      Name,
      Labels: {
        [AGENT_LABEL]: agentId,
        [ROLE_LABEL]: 'limits',
        [LIMITS_LABEL]: JSON.stringify({ at, resources } satisfies Record),
      },
    });
    for (const volume of old) if (volume.Name !== Name) await this.#engine().removeVolume(volume.Name);
  }

  async forget(agentId: string, signal?: AbortSignal): Promise<void> {
    for (const { Name } of await this.#volumes(agentId))
      await this.#engine().removeVolume(Name, signal ? { signal } : {});
  }

  #volumes(agentId: string) {
    return this.#engine().listVolumes({
      label: [`${ROLE_LABEL}=limits`, `${AGENT_LABEL}=${agentId}`],
    });
  }
}
