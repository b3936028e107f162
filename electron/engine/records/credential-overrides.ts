import { z } from 'zod';
import { type SecretReference, secretReferenceSchema } from '../../contract/agent-spec.ts';
import type { Engine } from '../docker/engine.ts';
import { VolumeLabelStore } from './volume-label-store.ts';

/** References to the credentials that a person gave an agent after its creation. They override those of its spec. */
export class CredentialOverrides extends VolumeLabelStore<readonly SecretReference[]> {
  constructor(engine: () => Engine) {
    super(engine, 'credentials', z.array(secretReferenceSchema));
  }

  /** The agent's current credentials: those chosen last, or those of its spec (`created`). */
  async of(agentId: string, created: readonly SecretReference[]): Promise<readonly SecretReference[]> {
    return (await this.newest(agentId))?.value ?? created;
  }
}
