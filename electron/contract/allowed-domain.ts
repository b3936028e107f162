import { portSchema } from './egress-rule.ts';
import { parseHostPattern } from './host-pattern.ts';

export type DomainResult =
  | { readonly ok: true; readonly host: string; readonly ports?: number[] }
  | { readonly ok: false; readonly message: string };

/** Reads an entry of "Allowed domains": a host pattern, optionally with ":port". The host comes out canonical. */
export function parseDomain(entry: string): DomainResult {
  const [, name = '', digits] = /^(.*?)(?::(\d+))?$/s.exec(entry.trim()) ?? [];
  const pattern = parseHostPattern(name);
  if (!pattern.ok) return pattern;
  if (digits === undefined) return { ok: true, host: pattern.canonical };
  const port = portSchema.safeParse(Number(digits));
  return port.success
    ? { ok: true, host: pattern.canonical, ports: [port.data] }
    : { ok: false, message: port.error.issues[0]?.message ?? 'That is no port.' };
}
