import { entryOf } from '../../electron/contract/blocked-target.ts';
import type { Decision } from '../../electron/contract/egress.ts';
import {
  isVerificationHost,
  METADATA,
  VERIFICATION_TRIES_MS,
} from '../../electron/contract/verification-host.ts';

/**
 * Entries of blocked hosts that only verifications asked for. `verifications` are the times when they began (ms since
 * the epoch). A verification asks for cloud metadata once, so one more request in its time, or one at another time, is
 * the agent's own and is not hidden behind it. Pure.
 */
export function verifiedHosts(rows: readonly Decision[], verifications: readonly number[]): Set<string> {
  const blocked = rows.filter(({ verdict, kind }) => verdict === 'blocked' && kind !== 'dns');
  const entries = new Set(blocked.filter(({ host }) => isVerificationHost(host)).map(entryOf));
  const metadata = blocked.filter(({ host }) => host === METADATA || host.startsWith(`${METADATA}:`));
  const asked = new Set<number>();
  for (const { time, count = 1 } of metadata) {
    const began = verifications.find(
      (start) => time >= start && time <= start + VERIFICATION_TRIES_MS && !asked.has(start),
    );
    if (began === undefined || count > 1) return entries;
    asked.add(began);
  }
  for (const row of metadata) entries.add(entryOf(row));
  return entries;
}
