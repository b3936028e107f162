import type { AgentEgress } from '../../../contract/agent-spec.ts';
import type { EgressMode } from '../../../contract/egress-mode.ts';
import type { HostService } from '../../../contract/egress-rule.ts';
import type { EgressState } from '../../../contract/isolation.ts';
import type { EgressAttachment } from '../egress-service.ts';

/** What is known of one agent's egress. */
export interface EgressEntry {
  attachment: EgressAttachment;
  wanted: AgentEgress;
  /** A service that it may reach for the moment, to try whether the way to it can be cut. */
  trial: HostService | undefined;
  state: EgressState;
  /** The gateway has what is wanted. */
  applied: boolean;
  /** The mode of the policy that a gateway may still have for this agent, the loosest one where it is not known. */
  held: EgressMode | undefined;
  /** Aborts when the agent is detached. */
  readonly controller: AbortController;
  /** Settles when the gateway has what this agent's credentials need. */
  pushed: Promise<void>;
  /** Changes of one agent happen one after the other. */
  queue: Promise<unknown>;
}

/** The entry of an agent that is (again) to be served; `before` is the one that it replaces. */
export function newEntry(
  attachment: EgressAttachment,
  wanted: AgentEgress,
  before: EgressEntry | undefined,
): EgressEntry {
  return {
    attachment,
    wanted,
    trial: undefined,
    state: { wanted, inForce: wanted.mode === 'off', problem: 'The gateway is starting.' },
    applied: false,
    held: before?.held,
    controller: new AbortController(),
    pushed: Promise.resolve(),
    queue: before?.queue ?? Promise.resolve(),
  };
}

export function letsThrough(mode: EgressMode | undefined): boolean {
  return mode !== undefined && mode !== 'off';
}

/** Runs `work` once everything before it of this agent is over. */
export function serialize<T>(entry: EgressEntry, work: () => Promise<T>): Promise<T> {
  const turn = entry.queue.then(work, work);
  entry.queue = turn.catch(() => undefined);
  return turn;
}
