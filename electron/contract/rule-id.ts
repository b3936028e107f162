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

/** The parts of a rule's id. */
export interface RuleIdentity {
  readonly kind: RuleKind;
  /** The name of the set, agent type, service or credential; empty for the agent's own rules. */
  readonly name: string;
  readonly effect: 'allow' | 'deny';
  /** The host pattern, with its ports. */
  readonly host: string;
  /** Distinguishes rules whose other parts are equal: 12 hexadecimal digits that stand for the rule's other fields. */
  readonly variant?: string | undefined;
}

/**
 * Makes a rule's id from its origin and content, so that an old line of the audit stays readable after the rule is
 * removed. Only equal rules affect each other's ids: they get a number. The function adds the new id to `taken`.
 */
export function ruleId({ kind, name, effect, host, variant }: RuleIdentity, usedIds: Set<string>): string {
  const parts = [kind, name.replace(/[:#]/g, ' ').slice(0, 80), effect, host];
  const id = parts.join(':').slice(0, MAXIMUM_LENGTH) + (variant === undefined ? '' : `#${variant}`);
  let unique = id;
  for (let number = 2; usedIds.has(unique); number += 1) unique = `${id}#${number}`;
  usedIds.add(unique);
  return unique;
}

/** Reads the parts of an id, without the variant. Undefined for an id that `ruleId` did not make. */
export function readRuleId(id: string): RuleIdentity | undefined {
  const [, kind = '', name = '', effect, host = ''] =
    /^([^:]*):([^:]*):(allow|deny):(.*?)(?:#[0-9a-f]{12})?(?:#\d+)?$/.exec(id) ?? [];
  if (!KINDS.has(kind) || (effect !== 'allow' && effect !== 'deny')) return undefined;
  return { kind: kind as RuleKind, name, effect, host };
}
