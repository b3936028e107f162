import type { AgentEgress } from '../../../contract/agent-spec.ts';
import type { Clock } from '../../../lib/clock.ts';
import { withoutExpired } from './policy.ts';

type TemporaryRule = AgentEgress['temporary'][number];

/** A clock that was set back by less than this changes nothing. */
const TOLERATED_MS = 1_000;

/**
 * Ends temporary rules when their time has passed, also when the time of day was set back meanwhile: a rule for ten
 * minutes would otherwise last for as long as the clock was set back.
 */
export class RuleDeadlines {
  readonly #clock: Clock;
  /** By owner, then by rule: when it ends by the monotonic clock. */
  readonly #deadlines = new WeakMap<object, Map<string, number>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Without the rules that are over; rules that would last too long end earlier. The very same egress without any.
   * `owner` is what the egress is of: its rules are known again by it.
   */
  live(owner: object, egress: AgentEgress): AgentEgress {
    const [now, monotonic] = [this.#clock.now(), this.#clock.monotonic()];
    const known = this.#deadlines.get(owner);
    const deadlines = new Map<string, number>();
    let changed = false;
    const temporary = egress.temporary.flatMap((rule): TemporaryRule[] => {
      if (rule.expiresAt === null) return [rule];
      const deadline = Math.min(
        known?.get(JSON.stringify(rule)) ?? Number.POSITIVE_INFINITY,
        monotonic + rule.expiresAt - now,
      );
      const expiresAt = Math.round(now + deadline - monotonic);
      const kept = rule.expiresAt - expiresAt > TOLERATED_MS ? { ...rule, expiresAt } : rule;
      changed ||= kept !== rule;
      deadlines.set(JSON.stringify(kept), deadline);
      return [kept];
    });
    this.#deadlines.set(owner, deadlines);
    return withoutExpired(changed ? { ...egress, temporary } : egress, now);
  }
}
