import type { AgentEgress } from '../../contract/agent-spec.ts';
import type { EgressOverrides } from '../records/egress-overrides.ts';
import type { EgressAttachment } from './egress-service.ts';
import type { Gateway } from './gateway/gateway.ts';
import type { EgressEntries } from './policy/egress-entries.ts';
import { type EgressEntry, withMode } from './policy/egress-entry.ts';
import type { UnrecordedCuts } from './policy/unrecorded-cuts.ts';

/** The objects of agents on an engine. */
export interface AgentsOnEngine {
  agents: readonly { attachment: EgressAttachment; created: AgentEgress }[];
  /** The networks of all agents, including those that are still being created. */
  networks: readonly { agentId: string; networkId: string }[];
  /** The newest change (`EgressEntries.revision`) before these were read; absent: every change so far. */
  asOf?: number;
}

/**
 * Adopts every agent of an engine, and drops the agents of another engine. Changes that were made here after the engine
 * was read stay, and so does an unrecorded Off: of two answers the stricter one counts.
 */
export async function takeUp(
  { agents, networks, asOf: readAt }: AgentsOnEngine,
  parts: {
    entries: EgressEntries;
    store: Pick<EgressOverrides, 'all'>;
    cuts?: Pick<UnrecordedCuts, 'all'> | undefined;
    gateway: Pick<Gateway, 'release' | 'policiesInForce'>;
    signal: AbortSignal;
  },
): Promise<void> {
  const { entries, store, cuts, gateway, signal } = parts;
  const asOf = readAt ?? entries.revision;
  const recorded = await store.all();
  const unrecorded = (await cuts?.all()) ?? new Set<string>();
  await gateway.release();
  const held = await gateway.policiesInForce(signal).catch(() => 'unknown' as const);
  const present = new Set(networks.map(({ networkId }) => networkId));
  for (const entry of entries.all()) {
    entry.applied = false;
    if (!present.has(entry.attachment.networkId)) entries.drop(entry);
  }
  for (const { attachment, created } of agents) {
    const { agentId } = attachment;
    const inForce = held === 'unknown' ? 'full' : held?.get(agentId);
    const wanted = recorded.get(agentId) ?? created;
    const known = entries.find(agentId);
    const entry = known ?? entries.add(attachment, wanted);
    if (known && isSettled(known, asOf)) {
      known.attachment = attachment;
      known.wanted = wanted;
    }
    entry.held ??= inForce;
    if (!known || isSettled(known, asOf)) {
      const isOff = unrecorded.has(agentId) || (held !== 'unknown' && inForce === 'off');
      if (isOff) keepCut(entry);
    }
  }
}

/** Whether the engine's records of revision `asOf` hold the present state of the entry. */
function isSettled({ revision, cuts, record }: EgressEntry, asOf: number): boolean {
  return revision <= asOf && cuts === 0 && record === 'kept';
}

/** A gateway that refuses everything was set to Off, also when the record of that was lost or is not written yet. */
function keepCut(entry: EgressEntry): void {
  if (entry.wanted.mode === 'off') return;
  entry.wanted = withMode(entry.wanted, 'off');
  entry.record = 'failed';
}
