import { entryOf } from '../../electron/contract/blocked-target.ts';
import type { Decision } from '../../electron/contract/egress.ts';
import {
  isVerificationHost,
  VERIFICATION_TRIES_MS,
  VERIFIED_ADDRESSES,
} from '../../electron/contract/verification-host.ts';

/**
 * Entries of blocked hosts that only verifications asked for. `verifications` are the times when they began (ms since
 * the epoch). A verification asks for each of its addresses once, so one more request in its time, or one at another time, is
 * the agent's own and is not hidden behind it. Pure.
 */
export function verifiedHosts(rows: readonly Decision[], verifications: readonly number[]): Set<string> {
  const blocked = rows.filter(({ verdict, kind }) => verdict === 'blocked' && kind !== 'dns');
  const entries = new Set(blocked.filter(({ host }) => isVerificationHost(host)).map(entryOf));
  for (const address of VERIFIED_ADDRESSES) {
    const requests = blocked.filter(({ host }) => host === address || host.startsWith(`${address}:`));
    if (areVerifications(requests, verifications)) for (const row of requests) entries.add(entryOf(row));
  }
  return entries;
}

/** Whether each request is the only one of a verification. */
function areVerifications(requests: readonly Decision[], verifications: readonly number[]): boolean {
  const asked = new Set<number>();
  for (const { time, count = 1 } of requests) {
    const began = verifications.find(
      (start) => time >= start && time <= start + VERIFICATION_TRIES_MS && !asked.has(start),
    );
    if (began === undefined || count > 1) return false;
    asked.add(began);
  }
  return true;
}
