import type { EgressRule, RuleOrigin } from '../../electron/contract/egress.ts';
import type { WrittenRule } from '../../electron/contract/egress-rule.ts';
import { assertNever } from '../../electron/lib/assert-never.ts';
import { formatDuration } from '../../electron/lib/format-duration.ts';

const MINUTE_MS = 60_000;

/** Returns the origin of the rule. */
export function originLabel({ kind, name = '' }: RuleOrigin): string {
  switch (kind) {
    case 'agent':
      return 'This agent';
    case 'answer':
      return 'Your answer';
    case 'set':
      return `Set “${name}”`;
    case 'credential':
      return `Credential “${name}”`;
    case 'host-service':
      return `Host service “${name}”`;
    case 'agent-type':
      return `Agent type “${name}”`;
    default:
      return assertNever(kind);
  }
}

/** Returns when the rule expires; empty for a permanent rule. `now` in epoch ms. */
export function endLabel(
  { expiresAt }: Pick<EgressRule, 'expiresAt'>,
  temporary: boolean,
  now: number,
): string {
  if (!temporary) return '';
  if (expiresAt === undefined) return 'when the agent stops';
  const remainingMs = expiresAt - now;
  if (remainingMs <= 0) return 'now';
  return `in ${formatDuration(remainingMs < MINUTE_MS ? remainingMs : Math.ceil(remainingMs / MINUTE_MS) * MINUTE_MS)}`;
}

/** Whether the gateway must read requests for this rule. */
export function looksInside({ methods, paths }: Pick<WrittenRule, 'methods' | 'paths'>): boolean {
  return methods !== undefined || paths !== undefined;
}
