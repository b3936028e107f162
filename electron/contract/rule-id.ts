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
/** The contract's limit is 200; the rest is for the number that makes an id unique. */
const MAXIMUM_LENGTH = 190;

/** What the id of a rule says. */
export interface RuleIdentity {
  readonly kind: RuleKind;
  /** Of the set, agent type, service or credential; empty for the agent's own rules. */
  readonly name: string;
  readonly effect: 'allow' | 'deny';
  /** The host pattern, with its ports. */
  readonly host: string;
}

/**
 * An id that says where a rule came from and what it says, so that an old line of the audit can still be read when the
 * rule is long gone. `taken` gets the new id.
 */
export function ruleId({ kind, name, effect, host }: RuleIdentity, taken: Set<string>): string {
  const id = [kind, name.replace(/[:#]/g, ' ').slice(0, 80), effect, host].join(':').slice(0, MAXIMUM_LENGTH);
  let unique = id;
  for (let number = 2; taken.has(unique); number += 1) unique = `${id}#${number}`;
  taken.add(unique);
  return unique;
}

/** Undefined for an id that `ruleId` did not make. */
export function readRuleId(id: string): RuleIdentity | undefined {
  const [, kind = '', name = '', effect, host = ''] =
    /^([^:]*):([^:]*):(allow|deny):(.*?)(?:#\d+)?$/.exec(id) ?? [];
  if (!KINDS.has(kind) || (effect !== 'allow' && effect !== 'deny')) return undefined;
  return { kind: kind as RuleKind, name, effect, host };
}
