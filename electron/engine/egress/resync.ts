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
export async function adoptAgents(
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
  const modes = await gateway.policiesInForce(signal).catch(() => 'unknown' as const);
  const present = new Set(networks.map(({ networkId }) => networkId));
  for (const entry of entries.all()) {
    entry.applied = false;
    // The network of an agent that was attached after the engine was read is not among these.
    if (!present.has(entry.attachment.networkId) && entry.revision <= asOf) entries.drop(entry);
  }
  for (const { attachment, created } of agents) {
    const { agentId } = attachment;
    if (entries.hasLeft(agentId, asOf)) continue;
    const mode = modes === 'unknown' ? 'full' : modes?.get(agentId);
    const wanted = recorded.get(agentId) ?? created;
    const existing = entries.find(agentId);
    const entry = existing ?? entries.add(attachment, wanted);
    if (existing && isSettled(existing, asOf)) {
      entry.attachment = attachment;
      entry.wanted = wanted;
    }
    entry.lastMode ??= mode;
    if (!existing || isSettled(existing, asOf)) {
      const isOff = unrecorded.has(agentId) || (modes !== 'unknown' && mode === 'off');
      if (isOff) restoreCut(entry);
    }
  }
}

/** Whether the engine's records of revision `asOf` hold the present state of the entry. */
function isSettled({ revision, cuts, record }: EgressEntry, asOf: number): boolean {
  return revision <= asOf && cuts === 0 && record === 'kept';
}

/** A gateway that refuses everything was set to Off, also when the record of that was lost or is not written yet. */
function restoreCut(entry: EgressEntry): void {
  if (entry.wanted.mode === 'off') return;
  entry.wanted = withMode(entry.wanted, 'off');
  entry.record = 'failed';
}
