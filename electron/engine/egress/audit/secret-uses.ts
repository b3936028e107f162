import type { SecretUseLine } from '../../../contract/credentials.ts';
import type { Decision } from '../../../contract/egress.ts';
import { firstOfLargest } from '../../../lib/fair-share.ts';

/**
 * The limit of pairs of agent and host for one secret. Beyond it the agent with the most hosts loses its least recently
 * used one: under a rule for `*.example.com` it can invent any number.
 */
const LINES_KEPT = 100;
/** The limit of secrets, because an audit may contain many removed ones. */
const SECRETS_KEPT = 500;

/** The place and time of each secret's uses, from the gateway's decisions. */
export class SecretUses {
  readonly #lines = new Map<string, Map<string, SecretUseLine>>();

  /** Counts an ended request; an open one is sent again when it ends. */
  push({ final, verdict, secretIds = [], agentId, host, time, count = 1 }: Decision): void {
    if (!final || verdict !== 'allowed') return;
    for (const secretId of secretIds) {
      const lines = this.#lines.get(secretId) ?? new Map<string, SecretUseLine>();
      this.#lines.delete(secretId);
      this.#lines.set(secretId, lines);
      const key = `${agentId} ${host}`;
      const before = lines.get(key);
      // The map is in order of use, so the present use is moved to its end.
      lines.delete(key);
      lines.set(key, {
        agentId,
        host,
        count: (before?.count ?? 0) + count,
        firstAt: Math.min(before?.firstAt ?? time, time),
        lastAt: Math.max(before?.lastAt ?? time, time),
      });
      if (lines.size > LINES_KEPT) dropOfLargest(lines);
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

function dropOfLargest(lines: Map<string, SecretUseLine>): void {
  const surplus = firstOfLargest(lines.values(), ({ agentId }) => agentId);
  for (const [key, line] of lines) if (line === surplus) lines.delete(key);
}

function dropOldest(map: Map<string, unknown>, kept: number): void {
  const oldest = map.keys().next().value;
  if (map.size > kept && oldest !== undefined) map.delete(oldest);
}
