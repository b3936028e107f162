import type { AgentEgress } from './agent-spec.ts';
import type { EgressIntent } from './egress-intent.ts';
import type { Lesson, Proposal } from './learn.ts';

/** The entries that a person may choose for the allowlist: the proposals, then present entries that were not used. */
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
  const proposed = new Set(proposals.map(({ entry }) => entry));
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
      .filter((entry) => !proposed.has(entry))
      .map((entry) => unused('host', entry, entry)),
    ...(exact ? [] : lesson.unused.sets.map((id) => unused('set', id, setName(id)))),
  ];
}

/** Locks to exactly these entries. `before` holds the lists that the person reviewed; later additions stay. */
export function lockTo(
  chosen: readonly LockChoice[],
  before: Pick<AgentEgress, 'allowedDomains' | 'sets'>,
): EgressIntent {
  const entries = (isSet: boolean) =>
    chosen.filter(({ kind }) => (kind === 'set') === isSet).map(({ entry }) => entry);
  return {
    type: 'lock',
    domains: entries(false),
    sets: entries(true),
    basedOn: { domains: before.allowedDomains, sets: before.sets },
  };
}
