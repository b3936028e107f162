import type { Decision } from '../../../contract/egress.ts';
import type { SeenHost } from '../../../contract/learn.ts';
import { readRuleId } from '../../../contract/rule-id.ts';

/** Hosts come from the agent; a person would not review more than this. */
const HOSTS_KEPT = 2_000;

type Part = Pick<SeenHost, 'requests' | 'bytesUp' | 'bytesDown'>;

/** Adds up the allowed requests of an agent, host by host. */
export class SeenHosts {
  readonly #hosts = new Map<string, SeenHost>();
  /** Open flows, with their bytes so far. */
  readonly #open = new Map<string, Decision>();

  add(decision: Decision): void {
    if (!counts(decision)) return;
    if (!decision.final) return void this.#open.set(decision.flowId, decision);
    this.#open.delete(decision.flowId);
    this.#count(decision);
  }

  /** Most requests first. */
  hosts(): SeenHost[] {
    for (const decision of this.#open.values()) this.#count(decision);
    this.#open.clear();
    return [...this.#hosts.values()].sort((a, b) => b.requests - a.requests || compare(a.host, b.host));
  }

  #count({ host, port, bytesUp, bytesDown, count: requests = 1 }: Decision): void {
    const key = `${host}:${port}`;
    const existing = this.#hosts.get(key);
    if (!existing && this.#hosts.size >= HOSTS_KEPT) return;
    const sum: Part = existing ?? { requests: 0, bytesUp: 0, bytesDown: 0 };
    this.#hosts.set(key, {
      host,
      port,
      requests: sum.requests + requests,
      bytesUp: sum.bytesUp + bytesUp,
      bytesDown: sum.bytesDown + bytesDown,
    });
  }
}

/** A request that failed to resolve needs no entry, nor does one that a credential or host service allows. */
function counts({ kind, verdict, error, ruleId }: Decision): boolean {
  if (kind === 'dns' || verdict !== 'allowed' || error === 'dns-failed') return false;
  const by = ruleId === undefined ? undefined : readRuleId(ruleId)?.kind;
  return by !== 'credential' && by !== 'host-service';
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));
