import type { AgentEgress } from '../../../contract/agent-spec.ts';
import { AppFailure } from '../../../contract/error.ts';
import type { EgressState } from '../../../contract/isolation.ts';
import { Emitter } from '../../../lib/emitter.ts';
import type { EgressAttachment } from '../egress-service.ts';
import { type EgressEntry, newEntry, stateOf } from './egress-entry.ts';

/** The agents with egress, and the last state that windows received of each. */
export class EgressEntries {
  readonly changed = new Emitter<{ agentId: string; state: EgressState }>();
  readonly #entries = new Map<string, EgressEntry>();
  /** The agents that left, by the number of that change. */
  readonly #left = new Map<string, number>();
  #revision = 0;

  /** The number of the newest change. State that was read earlier contains none of the later changes. */
  get revision(): number {
    return this.#revision;
  }

  get size(): number {
    return this.#entries.size;
  }

  all(): EgressEntry[] {
    return [...this.#entries.values()];
  }

  find(agentId: string): EgressEntry | undefined {
    return this.#entries.get(agentId);
  }

  get(agentId: string): EgressEntry {
    const entry = this.#entries.get(agentId);
    if (!entry) throw notServed();
    return entry;
  }

  add(attachment: EgressAttachment, wanted: AgentEgress): EgressEntry {
    this.#revision += 1;
    this.#left.delete(attachment.agentId);
    const entry = newEntry(attachment, wanted, this.#revision);
    this.#entries.set(attachment.agentId, entry);
    return entry;
  }

  /** Sets the wanted egress. */
  want(entry: EgressEntry, wanted: AgentEgress): void {
    this.notify(entry);
    entry.wanted = wanted;
  }

  /** Reports that the entry has changed. */
  notify(entry: EgressEntry): void {
    this.#revision += 1;
    entry.revision = this.#revision;
  }

  /** Records that an agent is gone, also one that had no entry yet. */
  leave(agentId: string): void {
    this.#revision += 1;
    this.#left.set(agentId, this.#revision);
    const entry = this.#entries.get(agentId);
    if (entry) this.drop(entry);
  }

  /** Whether the agent left after the change of that number. */
  hasLeft(agentId: string, asOf: number): boolean {
    return (this.#left.get(agentId) ?? -1) > asOf;
  }

  /** Ends all work that runs for the agent. */
  drop(entry: EgressEntry): void {
    entry.controller.abort(notServed());
    const { agentId } = entry.attachment;
    if (this.#entries.get(agentId) === entry) this.#entries.delete(agentId);
  }

  show(entry: EgressEntry): void {
    entry.state = stateOf(entry);
    this.changed.emit({ agentId: entry.attachment.agentId, state: entry.state });
  }
}

function notServed(): AppFailure {
  return new AppFailure({
    type: 'gateway-down',
    message: 'This agent has no network of its own that the gateway could serve.',
  });
}
