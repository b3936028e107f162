import type { AgentEgress } from '../../../contract/agent-spec.ts';
import type { Decision } from '../../../contract/egress.ts';
import type { EgressSet } from '../../../contract/egress-sets.ts';
import { AppFailure } from '../../../contract/error.ts';
import type { Lesson } from '../../../contract/learn.ts';
import { allSets } from '../../../contract/own-sets.ts';
import type { CallHandlers } from '../../rpc/handlers.ts';
import type { Audit } from '../audit/audit.ts';
import type { EgressService } from '../egress-service.ts';
import { proposeExact, proposeShort, unusedDomains } from './learn-propose.ts';
import { SeenHosts } from './learn-seen.ts';

/** The hosts that an agent needs, by the requests since it began to learn. */
async function lessonOf(
  egress: AgentEgress,
  decisions: AsyncIterable<Decision>,
  ownSets: readonly EgressSet[],
): Promise<Lesson> {
  if (!egress.learning) {
    throw new AppFailure({ type: 'conflict', message: 'This agent does not learn now. Choose Learn first.' });
  }
  const { since } = egress.learning;
  const seenHosts = new SeenHosts();
  for await (const decision of decisions) seenHosts.add(decision);
  const seen = seenHosts.hosts();
  const short = proposeShort(seen, allSets(ownSets), egress.sets);
  const used = new Set(short.flatMap(({ kind, entry }) => (kind === 'set' ? [entry] : [])));
  return {
    since,
    short,
    exact: proposeExact(seen),
    unused: {
      domains: unusedDomains(egress.allowedDomains, seen),
      sets: egress.sets.filter((id) => !used.has(id)),
    },
  };
}

export function createLearnHandlers(parts: {
  audit: Pick<Audit, 'after'>;
  egress: Pick<EgressService, 'state'>;
  ownSets: () => readonly EgressSet[];
}): Pick<CallHandlers, 'egress.learned'> {
  const { audit, egress, ownSets } = parts;
  return {
    'egress.learned': async ({ agentId }) => {
      const { wanted } = await egress.state(agentId);
      return await lessonOf(wanted, audit.after(agentId, wanted.learning?.afterFlow), ownSets());
    },
  };
}
