import type { SecretUseLine } from '../../../contract/credentials.ts';
import type { Decision } from '../../../contract/egress.ts';

/** Pairs of agent and host that are kept of one secret; those used longest ago go first. */
const LINES_KEPT = 100;
/** Secrets that are kept; an audit may know many that were removed since. */
const SECRETS_KEPT = 500;

/** Where and when each secret was used, from the gateway's decisions. */
export class SecretUses {
  readonly #lines = new Map<string, Map<string, SecretUseLine>>();

  /** Counts an ended request; one that is still open comes again. */
  push({ final, verdict, secretIds = [], agentId, host, time, count = 1 }: Decision): void {
    if (!final || verdict !== 'allowed') return;
    for (const secretId of secretIds) {
      const lines = this.#lines.get(secretId) ?? new Map<string, SecretUseLine>();
      this.#lines.delete(secretId);
      this.#lines.set(secretId, lines);
      const key = `${agentId} ${host}`;
      const before = lines.get(key);
      // In order of use: what is used now goes to the end.
      lines.delete(key);
      lines.set(key, {
        agentId,
        host,
        count: (before?.count ?? 0) + count,
        firstAt: Math.min(before?.firstAt ?? time, time),
        lastAt: Math.max(before?.lastAt ?? time, time),
      });
      dropOldest(lines, LINES_KEPT);
    }
    dropOldest(this.#lines, SECRETS_KEPT);
  }

  /** By secret id, the newest use first. */
  all(): Record<string, SecretUseLine[]> {
    return Object.fromEntries(
      [...this.#lines].map(([secretId, lines]) => [
        secretId,
        [...lines.values()].sort((a, b) => b.lastAt - a.lastAt),
      ]),
    );
  }
}

function dropOldest(map: Map<string, unknown>, kept: number): void {
  const oldest = map.keys().next().value;
  if (map.size > kept && oldest !== undefined) map.delete(oldest);
}
