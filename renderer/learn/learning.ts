import type { AgentEgress } from '../../electron/contract/agent-spec.ts';
import type { Lesson, Proposal } from '../../electron/contract/learn.ts';

/** Egress while an agent shows what it needs: Full, and on record from `now` (epoch ms) on. */
export function learning(egress: AgentEgress, now: number): AgentEgress {
  return { ...egress, mode: 'full', learning: { since: now, before: egress.mode } };
}

/** Egress as it was before the agent began to learn. */
export function withoutLearning(egress: AgentEgress): AgentEgress {
  const { learning: state, ...rest } = egress;
  // Whoever has switched it since has decided.
  return state && egress.mode === 'full' ? { ...rest, mode: state.before } : rest;
}

/** What a person may take into the allowlist: the proposals, then what is on it already and was not used. */
export interface LockChoice {
  readonly key: string;
  readonly kind: Proposal['kind'];
  readonly entry: string;
  readonly name: string;
  readonly hosts: Proposal['hosts'];
  readonly used: boolean;
}

export function choicesOf(lesson: Lesson, exact: boolean, setName: (id: string) => string): LockChoice[] {
  const proposals = exact ? lesson.exact : lesson.short;
  const taken = new Set(proposals.map(({ entry }) => entry));
  const unused = (kind: LockChoice['kind'], entry: string, name: string): LockChoice => ({
    key: `unused ${kind} ${entry}`,
    kind,
    entry,
    name,
    hosts: [],
    used: false,
  });
  return [
    ...proposals.map((proposal) => ({ ...proposal, key: `${proposal.kind} ${proposal.entry}`, used: true })),
    ...lesson.unused.domains
      .filter((entry) => !taken.has(entry))
      .map((entry) => unused('host', entry, entry)),
    ...(exact ? [] : lesson.unused.sets.map((id) => unused('set', id, setName(id)))),
  ];
}

/** The egress with exactly these on its lists. Rules, host services and what else is the agent's own stay. */
export function locked(egress: AgentEgress, chosen: readonly LockChoice[]): AgentEgress {
  const { learning: _learning, ...rest } = egress;
  const entries = (isSet: boolean) =>
    chosen.filter(({ kind }) => (kind === 'set') === isSet).map(({ entry }) => entry);
  return { ...rest, mode: 'allowlist', allowedDomains: entries(false), sets: entries(true) };
}
