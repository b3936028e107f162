import { z } from 'zod';
import { AppFailure } from '../../contract/error.ts';
import type { VolumeInspect } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { AGENT_LABEL, ROLE_LABEL } from '../objects/labels.ts';

/** Roles of all stored values about agents besides their specs. Every removal of an agent removes these volumes. */
export const RECORD_ROLES = [
  'egress',
  'credentials',
  'group',
  'limits',
  'life',
  'ports',
  'disk-quota',
  'restoring',
  'pausing',
  'pull-requests',
] as const;
export type RecordRole = (typeof RECORD_ROLES)[number];

/** The stored value, and when it was stored in ms since the epoch. */
export interface Kept<T> {
  at: number;
  value: T;
}

/**
 * Stores one value per agent that changes while its container lives. A container's labels cannot change, so the value
 * is a label of an empty volume that nothing mounts. The volume is replaced at each change, all are listed in one call,
 * and they belong to the engine's state like the agent itself.
 */
export class VolumeLabelStore<T> {
  readonly #engine: () => Engine;
  readonly #role: RecordRole;
  readonly #label: string;
  readonly #record: z.ZodType<Kept<T>>;

  /** `role` is the volume's purpose, and the last part of its label's name. */
  constructor(engine: () => Engine, role: RecordRole, schema: z.ZodType<T>) {
    this.#engine = engine;
    this.#role = role;
    this.#label = `dev.bulkhead.${role}`;
    this.#record = z
      .object({ at: z.number(), [role]: schema })
      .transform((record) => ({ at: record.at as number, value: record[role] as T }));
  }

  /** Values by agent id; agents without a stored value are missing. */
  async all(): Promise<Map<string, T>> {
    return new Map([...(await this.#newest())].map(([agentId, { value }]) => [agentId, value]));
  }

  async newest(agentId: string): Promise<Kept<T> | undefined> {
    return (await this.#newest(agentId)).get(agentId);
  }

  /**
   * Creates the new record before it removes the old one, so that a crash in between loses nothing. `now` is in ms
   * since the epoch; a record is always newer than earlier ones, even when the time is the same or goes back.
   */
  async remember(agentId: string, value: T, now: number): Promise<void> {
    const old = await this.#volumes(agentId);
    const newest = old.map(({ Labels }) => this.#parse(Labels?.[this.#label])?.at ?? 0);
    const at = Math.max(now, ...newest.map((each) => each + 1));
    const name = `bulkhead-${agentId}-${this.#role}-${at}`;
    await this.#engine().createVolume({
      Name: name,
      Labels: {
        [AGENT_LABEL]: agentId,
        [ROLE_LABEL]: this.#role,
        [this.#label]: JSON.stringify({ at, [this.#role]: value }),
      },
    });
    try {
      await this.#remove(old.map((volume) => volume.Name).filter((each) => each !== name));
    } catch (error) {
      // The new record counts already. An old one that stays goes at the next change.
      if (!(error instanceof AppFailure)) throw error;
    }
  }

  async forget(agentId: string): Promise<void> {
    await this.#remove((await this.#volumes(agentId)).map((volume) => volume.Name));
  }

  async #newest(only?: string): Promise<Map<string, Kept<T>>> {
    const newest = new Map<string, Kept<T>>();
    for (const volume of await this.#volumes(only)) {
      const agentId = volume.Labels?.[AGENT_LABEL];
      const record = this.#parse(volume.Labels?.[this.#label]);
      if (agentId && record && record.at >= (newest.get(agentId)?.at ?? 0)) newest.set(agentId, record);
    }
    return newest;
  }

  #parse(label: string | undefined): Kept<T> | undefined {
    if (label === undefined) return undefined;
    try {
      return this.#record.parse(JSON.parse(label));
    } catch (error) {
      // A hand-edited label may be invalid; then the spec's value counts.
      if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
      throw error;
    }
  }

  async #remove(names: string[]): Promise<void> {
    await Promise.all(names.map((name) => this.#engine().removeVolume(name)));
  }

  #volumes(agentId?: string) {
    const label = [`${ROLE_LABEL}=${this.#role}`, ...(agentId ? [`${AGENT_LABEL}=${agentId}`] : [])];
    return this.#engine().listVolumes({ label });
  }
}

export function isRecord({ Labels }: Pick<VolumeInspect, 'Labels'>): boolean {
  const role = Labels?.[ROLE_LABEL];
  return RECORD_ROLES.some((each) => each === role);
}

/** Removes the `records` of agents that are not `known`, because they were removed outside of the app. */
export async function pruneOrphanRecords(
  engine: Engine,
  records: readonly VolumeInspect[],
  known: ReadonlySet<string>,
): Promise<void> {
  const strange = records.filter(({ Labels }) => !known.has(Labels?.[AGENT_LABEL] ?? ''));
  await Promise.all(strange.map(({ Name }) => engine.removeVolume(Name)));
}
