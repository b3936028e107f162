import { z } from 'zod';
import { type SecretReference, secretReferenceSchema } from '../../contract/agent-spec.ts';
import type { Engine } from '../docker/engine.ts';
import { AGENT_LABEL, ROLE_LABEL } from './labels.ts';

const CREDENTIALS_LABEL = 'dev.bulkhead.credentials';
const ROLE = 'credentials';
const record = z.object({ at: z.number(), secrets: z.array(secretReferenceSchema) });

function parse(label: string | undefined): z.infer<typeof record> | undefined {
  if (label === undefined) return undefined;
  try {
    return record.parse(JSON.parse(label));
  } catch (error) {
    // Edited by hand into nonsense: the spec's own credentials count again.
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}

/**
 * Remembers the credentials that a person gave an agent after its creation: references only, in the label of an empty
 * volume that nothing mounts, as its switched egress is (see WantedEgress).
 */
export class ChosenCredentials {
  readonly #engine: () => Engine;

  constructor(engine: () => Engine) {
    this.#engine = engine;
  }

  /** By agent id; only of agents whose credentials were changed. */
  async all(agentId?: string): Promise<Map<string, SecretReference[]>> {
    const newest = new Map<string, z.infer<typeof record>>();
    for (const { Labels } of await this.#volumes(agentId)) {
      const id = Labels?.[AGENT_LABEL];
      const found = parse(Labels?.[CREDENTIALS_LABEL]);
      if (id && found && found.at >= (newest.get(id)?.at ?? 0)) newest.set(id, found);
    }
    return new Map([...newest].map(([id, { secrets }]) => [id, secrets]));
  }

  /** What the agent has now: what was chosen last, or what its spec says. */
  async of(agentId: string, created: readonly SecretReference[]): Promise<readonly SecretReference[]> {
    return (await this.all(agentId)).get(agentId) ?? created;
  }

  /** The new record is there before the old one goes: a crash in between loses nothing. */
  async remember(agentId: string, secrets: readonly SecretReference[], at: number): Promise<void> {
    const old = await this.#volumes(agentId);
    await this.#engine().createVolume({
      Name: `bulkhead-${agentId}-credentials-${at}`,
      Labels: {
        [AGENT_LABEL]: agentId,
        [ROLE_LABEL]: ROLE,
        [CREDENTIALS_LABEL]: JSON.stringify({ at, secrets }),
      },
    });
    for (const { Name } of old) await this.#engine().removeVolume(Name);
  }

  async forget(agentId: string): Promise<void> {
    for (const { Name } of await this.#volumes(agentId)) await this.#engine().removeVolume(Name);
  }

  #volumes(agentId?: string) {
    const label = [`${ROLE_LABEL}=${ROLE}`, ...(agentId ? [`${AGENT_LABEL}=${agentId}`] : [])];
    return this.#engine().listVolumes({ label });
  }
}
