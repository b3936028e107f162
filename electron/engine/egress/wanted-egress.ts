import { z } from 'zod';
import { type AgentEgress, agentEgressSchema } from '../../contract/agent-spec.ts';
import { AGENT_LABEL, ROLE_LABEL } from '../agents/labels.ts';
import type { Engine } from '../docker/engine.ts';

const EGRESS_LABEL = 'dev.bulkhead.egress';
const record = z.object({ at: z.number(), egress: agentEgressSchema });

function parse(label: string | undefined): z.infer<typeof record> | undefined {
  if (label === undefined) return undefined;
  try {
    return record.parse(JSON.parse(label));
  } catch (error) {
    // Edited by hand into nonsense: the spec's own egress counts again.
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}

/**
 * Remembers the egress that a person switched an agent to. Labels of a living container cannot change, so it is the
 * label of an empty volume that nothing mounts: replaced at each switch, listed in one call, and as much a part of the
 * engine's own state as the agent itself.
 */
export class WantedEgress {
  readonly #engine: () => Engine;

  constructor(engine: () => Engine) {
    this.#engine = engine;
  }

  /** What was switched since creation, by agent id. */
  async all(): Promise<Map<string, AgentEgress>> {
    const newest = new Map<string, z.infer<typeof record>>();
    for (const volume of await this.#volumes()) {
      const agentId = volume.Labels?.[AGENT_LABEL];
      const found = parse(volume.Labels?.[EGRESS_LABEL]);
      if (agentId && found && found.at >= (newest.get(agentId)?.at ?? 0)) newest.set(agentId, found);
    }
    return new Map([...newest].map(([agentId, { egress }]) => [agentId, egress]));
  }

  /** The new record is there before the old one goes: a crash in between loses nothing. */
  async remember(agentId: string, egress: AgentEgress, at: number): Promise<void> {
    const old = await this.#volumes(agentId);
    await this.#engine().createVolume({
      Name: `bulkhead-${agentId}-egress-${at}`,
      Labels: {
        [AGENT_LABEL]: agentId,
        [ROLE_LABEL]: 'egress',
        [EGRESS_LABEL]: JSON.stringify({ at, egress }),
      },
    });
    await this.#remove(old.map((volume) => volume.Name));
  }

  async forget(agentId: string): Promise<void> {
    await this.#remove((await this.#volumes(agentId)).map((volume) => volume.Name));
  }

  async #remove(names: string[]): Promise<void> {
    await Promise.all(names.map((name) => this.#engine().removeVolume(name)));
  }

  #volumes(agentId?: string) {
    const label = [`${ROLE_LABEL}=egress`, ...(agentId ? [`${AGENT_LABEL}=${agentId}`] : [])];
    return this.#engine().listVolumes({ label });
  }
}
