import type { AgentEgress, AgentSpec } from '../contract/agent-spec.ts';
import { parseDomain } from '../contract/allowed-domain.ts';
import type { ApprovalReason } from '../contract/approvals.ts';
import type { EgressMode } from '../contract/egress-mode.ts';

type Egress = Pick<AgentEgress, 'mode' | 'allowedDomains' | 'sets'>;

const MODES: readonly EgressMode[] = ['off', 'allowlist', 'full'];
const MODE_NAMES: Readonly<Record<EgressMode, string>> = {
  off: 'nothing',
  allowlist: 'what its allowlist holds (mode Allowlist)',
  full: 'everything public (mode Full)',
};

/** Returns what `wanted` lets out of an agent's network that `present` does not. */
export function egressWidenings(present: Egress, wanted: Egress): ApprovalReason[] {
  const subjects: string[] = [];
  if (MODES.indexOf(wanted.mode) > MODES.indexOf(present.mode)) subjects.push(MODE_NAMES[wanted.mode]);
  const domains = new Set(present.allowedDomains.map(canonical));
  subjects.push(...wanted.allowedDomains.filter((domain) => !domains.has(canonical(domain))));
  subjects.push(
    ...wanted.sets.filter((id) => !present.sets.includes(id)).map((id) => `the hosts of the set “${id}”`),
  );
  return subjects.map((subject) => ({ kind: 'egress', subject }));
}

/** Returns what a new agent reaches that an agent of its type does not, without its folders. */
export function specWidenings(spec: AgentSpec, base: Pick<AgentSpec, 'egress'>): ApprovalReason[] {
  const { source } = spec.workspace.kind === 'copy' ? spec.workspace : { source: undefined };
  return [
    ...egressWidenings(base.egress, spec.egress),
    // The repository is read from outside of the agent's network, at an address that the client chose.
    ...(source?.kind === 'repository' && /^https:\/\//.test(source.url)
      ? [{ kind: 'egress' as const, subject: `a copy of ${source.url}` }]
      : []),
    ...spec.secrets.map(({ secretId }) => ({ kind: 'secret' as const, subject: secretId })),
  ];
}

/** An entry in one spelling; an entry that is none stays as it is, and the engine host refuses it. */
function canonical(entry: string): string {
  const domain = parseDomain(entry);
  return domain.ok ? `${domain.host}:${domain.ports?.join() ?? ''}` : entry;
}
