import type { AgentEgress } from '../../../contract/agent-spec.ts';
import type { EgressState } from '../../../contract/isolation.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Logger } from '../../../lib/logger.ts';
import { within } from '../../../lib/unless-aborted.ts';
import type { EgressOverrides } from '../../records/egress-overrides.ts';
import type { EgressEntries } from './egress-entries.ts';
import { type EgressEntry, withMode } from './egress-entry.ts';
import { checkedEgress } from './policy.ts';
import type { PolicyEnforcer } from './policy-enforcer.ts';
import type { UnrecordedCuts } from './unrecorded-cuts.ts';

/** How long a cut waits for its record and the other steps. The cut itself is in force by then. */
const ANSWERS_WITHIN_MS = 2_000;

interface Options {
  entries: EgressEntries;
  enforcer: Pick<PolicyEnforcer, 'cut' | 'apply' | 'scheduleRetry'>;
  store: Pick<EgressOverrides, 'remember'>;
  cuts: Pick<UnrecordedCuts, 'add' | 'remove'> | undefined;
  clock: Clock;
  logger: Logger;
  /** Aborts when the app closes. */
  signal: AbortSignal;
}

type Change = (wanted: AgentEgress) => AgentEgress;

/** Switches agents to Off, and records that. Off stays in force when the record fails, which is retried. */
export class OffSwitch {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /**
   * Sends Off to the gateway first: before its turn, before any query of the engine, and before the record. `change`
   * derives the new egress from the one that is wanted after all earlier work; the mode is Off whatever it returns.
   * Rejects, with nothing changed, when `change` throws for the present egress.
   */
  async cut(entry: EgressEntry, change: Change): Promise<EgressState> {
    const { entries, enforcer, clock, signal } = this.#options;
    checkedEgress(change(entry.wanted), clock.now());
    entry.cuts += 1;
    const cut = enforcer.cut(entry);
    const recorded = entry.queue.run(async () => {
      await cut;
      if (entry.controller.signal.aborted) return true;
      entries.want(entry, this.#afterCut(entry, change));
      entry.record = 'writing';
      entry.cuts -= 1;
      await this.record(entry);
      return true;
    });
    // The delivery runs in a separate turn, because the engine may take long and the cut is in force.
    void entry.queue.run(async () => {
      if (!entry.applied) await enforcer.apply(entry);
    });
    await cut;
    const inTime = await within(recorded, clock, ANSWERS_WITHIN_MS, signal);
    return inTime ? entry.state : { ...entry.state, unrecorded: true };
  }

  /** Never rejects: a failure is the entry's state, and is retried. Must run in the entry's turn. */
  async record(entry: EgressEntry): Promise<void> {
    const { entries, enforcer, store, cuts, clock, logger } = this.#options;
    const { agentId } = entry.attachment;
    const note = (work: Promise<void> | undefined) =>
      work?.catch((error: unknown) => logger.warn('a cut could not be noted', { agentId, error }));
    try {
      await note(cuts?.add(agentId));
      await store.remember(agentId, entry.wanted, clock.now());
      entry.record = 'kept';
      // Records that were read before hold the old mode.
      entries.notify(entry);
      await note(cuts?.remove(agentId));
    } catch (error) {
      logger.warn('a cut is in force and could not be recorded', { agentId, error });
      entry.record = 'failed';
      enforcer.scheduleRetry();
    }
    entries.show(entry);
  }

  async retryRecord(entry: EgressEntry): Promise<void> {
    if (entry.record === 'failed') await this.record(entry);
  }

  #afterCut({ wanted }: EgressEntry, change: Change): AgentEgress {
    const { clock, logger } = this.#options;
    try {
      return withMode(checkedEgress(change(wanted), clock.now()), 'off');
    } catch (error) {
      logger.info('what came with a cut does not fit any more', { error });
      return withMode(wanted, 'off');
    }
  }
}
