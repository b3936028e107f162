/** Tag of an agent that is removed at a time; the number is in seconds since the epoch. */
const LEASE = 'lease-until:';

/** Returns the tag of an agent that lives until `untilMs` (epoch ms). */
export function leaseTag(untilMs: number): string {
  return `${LEASE}${Math.ceil(untilMs / 1000)}`;
}

/** Returns the end of an agent's lease in epoch ms; undefined for an agent without one. */
export function leaseEnd(tags: readonly string[] | undefined): number | undefined {
  const seconds = Number(tags?.find((tag) => tag.startsWith(LEASE))?.slice(LEASE.length));
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}
