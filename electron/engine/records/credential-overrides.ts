import { z } from 'zod';
import { type SecretReference, secretReferenceSchema } from '../../contract/agent-spec.ts';
import type { Engine } from '../docker/engine.ts';
import { VolumeLabelStore } from './volume-label-store.ts';

/** The credentials that a person gave an agent after its creation, which beat those of its spec: references only. */
export class CredentialOverrides extends VolumeLabelStore<readonly SecretReference[]> {
  constructor(engine: () => Engine) {
    super(engine, 'credentials', z.array(secretReferenceSchema));
  }

  /** What the agent has now: what was chosen last, or what its spec says (`created`). */
  async of(agentId: string, created: readonly SecretReference[]): Promise<readonly SecretReference[]> {
    return (await this.newest(agentId))?.value ?? created;
  }
}
