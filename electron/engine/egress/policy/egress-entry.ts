import type { AgentEgress } from '../../../contract/agent-spec.ts';
import type { EgressMode } from '../../../contract/egress-mode.ts';
import type { HostService } from '../../../contract/egress-rule.ts';
import type { EgressState } from '../../../contract/isolation.ts';
import { SerialQueue } from '../../../lib/serial-queue.ts';
import type { EgressAttachment } from '../egress-service.ts';

/** The state of one agent's egress. */
export interface EgressEntry {
  attachment: EgressAttachment;
  wanted: AgentEgress;
  /** Grows with each change of `wanted`: state that was read before a change must not undo it. */
  revision: number;
  /** The number of switches to Off in progress. While there is one, the gateway refuses everything. */
  cuts: number;
  /** `failed`: Off is in force, and its record must be written again; `writing`: it is on its way to the engine. */
  record: 'kept' | 'writing' | 'failed';
  /** A temporary service, used to test whether its connection can be cut. */
  trial: HostService | undefined;
  /** The last state that windows received. */
  state: EgressState;
  /** Whether the gateway enforces `wanted`. */
  applied: boolean;
  /** The reason for a person why it does not. */
  problem: string | undefined;
  /** The mode of the policy that a gateway may still have for this agent; the loosest one when it is unknown. */
  lastMode: EgressMode | undefined;
  /** Aborts when the agent is detached. */
  readonly controller: AbortController;
  /** Aborts the running delivery. */
  delivery: AbortController;
  /** Settles when the gateway has this agent's credentials. */
  pushed: Promise<void>;
  /** Changes of one agent run one after the other. */
  readonly queue: SerialQueue;
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
    lastMode: undefined,
    controller: new AbortController(),
    delivery: new AbortController(),
    pushed: Promise.resolve(),
    queue: new SerialQueue(),
  };
}

/** The egress that the gateway must enforce now: `wanted`, but Off while a switch to Off is in progress. */
export function dueEgress({ wanted, cuts }: Pick<EgressEntry, 'wanted' | 'cuts'>): AgentEgress {
  return cuts > 0 ? withMode(wanted, 'off') : wanted;
}

export function withMode(egress: AgentEgress, mode: EgressMode): AgentEgress {
  return egress.mode === mode ? egress : { ...egress, mode };
}

/** The state of an agent's egress for windows. */
export function stateOf(entry: EgressEntry): EgressState {
  const wanted = dueEgress(entry);
  const leaks = !entry.applied && allowsTraffic(entry.lastMode);
  const inForce = entry.applied || (wanted.mode === 'off' && !leaks);
  return {
    wanted,
    inForce,
    ...(leaks ? { leaks } : {}),
    ...(entry.record === 'failed' && inForce ? { unrecorded: true } : {}),
    ...(entry.applied || entry.problem === undefined ? {} : { problem: entry.problem }),
  };
}

export function allowsTraffic(mode: EgressMode | undefined): boolean {
  return mode !== undefined && mode !== 'off';
}
