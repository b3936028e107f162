import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Agent } from '../contract/agent.ts';
import { leaseEnd, leaseTag } from '../contract/lease.ts';
import { isProcessAlive } from '../lib/is-process-alive.ts';

const HOLDER = 'lease-of:';
/** A run may take this long after its deadline to clean up. */
const GRACE_MS = 10 * 60_000;

/** Returns the tags by which another run finds agents that this run created and could not remove. */
export function leaseTags(deadline: number, pid = process.pid): string[] {
  return [leaseTag(deadline + GRACE_MS), `${HOLDER}${holderOf(pid)}`];
}

/** Whether the agent's lease has ended: its deadline has passed, or its process on this machine has ended. */
export function isAbandoned({ spec }: Pick<Agent, 'spec'>, now: number, isAlive = isProcessAlive): boolean {
  const end = leaseEnd(spec?.tags);
  if (end === undefined) return false;
  if (now > end) return true;
  const holder = spec?.tags.find((tag) => tag.startsWith(HOLDER))?.slice(HOLDER.length);
  const [machine, pid] = holder?.split('/') ?? [];
  return machine === machineId() && !isAlive(Number(pid));
}

const holderOf = (pid: number) => `${machineId()}/${pid}`;

/** Identifies this boot of this machine or container, because process ids are meaningless elsewhere. */
function machineId(): string {
  let boot = '';
  try {
    boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
  } catch {
    // Other systems than Linux have no boot id, so the host name is used.
  }
  return createHash('sha256').update(`${hostname()}\0${boot}`).digest('hex').slice(0, 16);
}
