import type { AgentEgress } from '../../../contract/agent-spec.ts';
import type { Clock } from '../../../lib/clock.ts';
import { withoutExpired } from './policy.ts';

type TemporaryRule = AgentEgress['temporary'][number];

/** A clock that was set back by less than this changes nothing. */
const TOLERATED_MS = 1_000;

/**
 * Ends temporary rules when their time has passed, also when the clock was set back meanwhile: otherwise a rule for ten
 * minutes would last longer by that time.
 */
export class RuleDeadlines {
  readonly #clock: Clock;
  /** The end of each rule by the monotonic clock, by owner and rule. */
  readonly #deadlines = new WeakMap<object, Map<string, number>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * The egress without the expired rules; rules that would last too long get an earlier end. Returns the same object
   * when there are none. `owner` identifies the egress, and so its rules in the next call. `wasSetBack`: the clock was
   * set back while the app was closed, so that nobody knows when the rules of before end, and they end now.
   */
  live(owner: object, egress: AgentEgress, wasSetBack = false): AgentEgress {
    const [now, monotonic] = [this.#clock.now(), this.#clock.monotonic()];
    const previous = this.#deadlines.get(owner);
    const deadlines = new Map<string, number>();
    const areOfBefore = previous === undefined;
    let changed = false;
    const temporary = egress.temporary.flatMap((rule): TemporaryRule[] => {
      if (rule.expiresAt === null) return [rule];
      if (areOfBefore && wasSetBack) {
        changed = true;
        return [];
      }
      const deadline = Math.min(
        previous?.get(JSON.stringify(rule)) ?? Number.POSITIVE_INFINITY,
        monotonic + rule.expiresAt - now,
      );
      const expiresAt = Math.round(now + deadline - monotonic);
      const limited = rule.expiresAt - expiresAt > TOLERATED_MS ? { ...rule, expiresAt } : rule;
      changed ||= limited !== rule;
      deadlines.set(JSON.stringify(limited), deadline);
      return [limited];
    });
    this.#deadlines.set(owner, deadlines);
    return withoutExpired(changed ? { ...egress, temporary } : egress, now);
  }
}
