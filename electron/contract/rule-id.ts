import type { RuleOrigin } from './egress.ts';

type RuleKind = RuleOrigin['kind'] | 'temporary';

const KINDS: ReadonlySet<string> = new Set<RuleKind>([
  'agent',
  'set',
  'agent-type',
  'answer',
  'host-service',
  'credential',
  'temporary',
]);
/** The contract's limit is 200; the rest is for the variant and the number that makes an id unique. */
const MAXIMUM_LENGTH = 175;

/** What the id of a rule says. */
export interface RuleIdentity {
  readonly kind: RuleKind;
  /** Of the set, agent type, service or credential; empty for the agent's own rules. */
  readonly name: string;
  readonly effect: 'allow' | 'deny';
  /** The host pattern, with its ports. */
  readonly host: string;
  /** Tells rules apart of which the rest says the same: 12 hexadecimal digits of what it does not say. */
  readonly variant?: string | undefined;
}

/**
 * An id that says where a rule came from and what it says, so that an old line of the audit can still be read when the
 * rule is long gone. It depends on the rule alone: what comes and goes beside it changes no id, but for rules that are
 * the same. `taken` gets the new id.
 */
export function ruleId({ kind, name, effect, host, variant }: RuleIdentity, taken: Set<string>): string {
  const parts = [kind, name.replace(/[:#]/g, ' ').slice(0, 80), effect, host];
  const id = parts.join(':').slice(0, MAXIMUM_LENGTH) + (variant === undefined ? '' : `#${variant}`);
  let unique = id;
  for (let number = 2; taken.has(unique); number += 1) unique = `${id}#${number}`;
  taken.add(unique);
  return unique;
}

/** What the id says, without its variant. Undefined for an id that `ruleId` did not make. */
export function readRuleId(id: string): RuleIdentity | undefined {
  const [, kind = '', name = '', effect, host = ''] =
    /^([^:]*):([^:]*):(allow|deny):(.*?)(?:#[0-9a-f]{12})?(?:#\d+)?$/.exec(id) ?? [];
  if (!KINDS.has(kind) || (effect !== 'allow' && effect !== 'deny')) return undefined;
  return { kind: kind as RuleKind, name, effect, host };
}
