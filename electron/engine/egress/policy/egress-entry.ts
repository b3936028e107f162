import type { AgentEgress } from '../../../contract/agent-spec.ts';
import type { EgressMode } from '../../../contract/egress-mode.ts';
import type { HostService } from '../../../contract/egress-rule.ts';
import type { EgressState } from '../../../contract/isolation.ts';
import type { EgressAttachment } from '../egress-service.ts';

/** What is known of one agent's egress. */
export interface EgressEntry {
  attachment: EgressAttachment;
  wanted: AgentEgress;
  /** Grows with each change of what is wanted: what was read before a change must not undo it. */
  revision: number;
  /** Switches to Off that are under way. As long as there is one the gateway refuses everything. */
  cuts: number;
  /** `failed`: Off is in force, and its record has to be tried again. */
  record: 'kept' | 'failed';
  /** A service that it may reach for the moment, to try whether the way to it can be cut. */
  trial: HostService | undefined;
  /** What windows were told last. */
  state: EgressState;
  /** The gateway has what is wanted. */
  applied: boolean;
  /** Why it has not, for a person. */
  problem: string | undefined;
  /** The mode of the policy that a gateway may still have for this agent, the loosest one where it is not known. */
  held: EgressMode | undefined;
  /** Aborts when the agent is detached. */
  readonly controller: AbortController;
  /** Gives up the delivery that is under way. */
  delivery: AbortController;
  /** Settles when the gateway has what this agent's credentials need. */
  pushed: Promise<void>;
  /** Changes of one agent happen one after the other. */
  queue: Promise<unknown>;
}

const STARTING = 'The gateway is starting.';

export function newEntry(attachment: EgressAttachment, wanted: AgentEgress, revision: number): EgressEntry {
  return {
    attachment,
    wanted,
    state: { wanted, inForce: wanted.mode === 'off', problem: STARTING },
    revision,
    cuts: 0,
    record: 'kept',
    trial: undefined,
    applied: false,
    problem: STARTING,
    held: undefined,
    controller: new AbortController(),
    delivery: new AbortController(),
    pushed: Promise.resolve(),
    queue: Promise.resolve(),
  };
}

/** What the gateway is to enforce now: what is wanted, but Off while a switch to Off is under way. */
export function dueEgress({ wanted, cuts }: Pick<EgressEntry, 'wanted' | 'cuts'>): AgentEgress {
  return cuts > 0 ? withMode(wanted, 'off') : wanted;
}

export function withMode(egress: AgentEgress, mode: EgressMode): AgentEgress {
  return egress.mode === mode ? egress : { ...egress, mode };
}

/** What windows are to be told of an agent's egress. */
export function stateOf(entry: EgressEntry): EgressState {
  const wanted = dueEgress(entry);
  const leaks = !entry.applied && letsThrough(entry.held);
  const inForce = entry.applied || (wanted.mode === 'off' && !leaks);
  return {
    wanted,
    inForce,
    ...(leaks ? { leaks } : {}),
    ...(entry.record === 'failed' && inForce ? { unrecorded: true } : {}),
    ...(entry.applied || entry.problem === undefined ? {} : { problem: entry.problem }),
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
