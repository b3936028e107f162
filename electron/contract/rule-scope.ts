import { listed } from '../lib/listed.ts';
import type { WrittenRule } from './egress-rule.ts';

/** Returns what a request must match besides the host: "ports 80 and 443", "GET and HEAD under /v1". */
export function scopeLabel(
  rule: Pick<WrittenRule, 'effect' | 'ports' | 'methods' | 'paths' | 'anyProtocol' | 'opaque'>,
): string {
  const ports = rule.ports ? `${rule.ports.length === 1 ? 'port' : 'ports'} ${joined(rule.ports)}` : '';
  const paths = rule.paths ? `under ${joined(rule.paths)}` : '';
  const requests = [rule.methods ? joined(rule.methods) : '', paths].filter(Boolean).join(' ');
  const protocol = rule.anyProtocol ? 'any protocol' : '';
  const unread = rule.opaque ? 'not intercepted' : '';
  const parts = [ports, requests, protocol, unread].filter(Boolean).join(', ');
  if (parts !== '') return parts;
  return rule.effect === 'allow' ? 'HTTP and HTTPS' : 'everything';
}

function joined(parts: readonly (string | number)[]): string {
  const visible = parts.length > 5 ? [...parts.slice(0, 4), `${parts.length - 4} more`] : parts;
  return listed(visible);
}
