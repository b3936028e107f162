import { isDeepStrictEqual } from 'node:util';
import { type AgentEgress, bareEgress } from '../../../contract/agent-spec.ts';
import { entryOf, ruleOf } from '../../../contract/blocked-target.ts';
import type { EgressIntent, EgressLists, NewRule } from '../../../contract/egress-intent.ts';
import { AppFailure } from '../../../contract/error.ts';
import { assertNever } from '../../../lib/assert-never.ts';
import { ownRulePlaces } from '../policy/compile-rules.ts';

type Intent<Type extends EgressIntent['type']> = Extract<EgressIntent, { type: Type }>;

const ALLOW_ONCE_MS = 10 * 60_000;

/** The egress after these intents, in their order. Throws `conflict` as the intents say; nothing is changed then. */
export function applyIntents(
  egress: AgentEgress,
  intents: readonly EgressIntent[],
  now: number,
): AgentEgress {
  return intents.reduce((current, intent) => applyIntent(current, intent, now), egress);
}

/** Pure; `now` in epoch ms. */
function applyIntent(egress: AgentEgress, intent: EgressIntent, now: number): AgentEgress {
  switch (intent.type) {
    case 'set-mode':
      return { ...egress, mode: intent.mode };
    case 'change-domains':
      return { ...egress, allowedDomains: changed(egress.allowedDomains, intent) };
    case 'change-sets':
      return { ...egress, sets: changed(egress.sets, intent) };
    case 'set-hold':
      return { ...egress, holdMs: intent.holdMs };
    case 'set-mcp': {
      const { mcp: _previous, ...rest } = egress;
      return intent.grant === null ? rest : { ...rest, mcp: intent.grant };
    }
    case 'add-rules':
      return intent.rules.reduce(withRule, egress);
    case 'remove-rules':
      return intent.ruleIds.reduce(withoutRule, egress);
    case 'replace-rule':
      return replaced(egress, intent.ruleId, intent.rule);
    case 'add-service':
      return { ...egress, services: [...egress.services, intent.service] };
    case 'allow-host':
      if (intent.lasts === 'always')
        return { ...egress, allowedDomains: changed(egress.allowedDomains, { add: [entryOf(intent)] }) };
      return withRule(egress, {
        ...ruleOf(intent, 'allow'),
        expiresAt: now + ALLOW_ONCE_MS,
        answeredAt: now,
      });
    case 'deny-host':
      return withRule(egress, { ...ruleOf(intent, 'deny'), answeredAt: now });
    case 'pass-unread':
      return withRule(egress, { ...ruleOf(intent, 'allow'), opaque: true, answeredAt: now });
    case 'start-learning':
      return learning(egress, now);
    case 'stop-learning':
      return withoutLearning(egress);
    case 'lock':
      return locked(egress, intent);
    case 'replace':
      return withLists(egress, intent);
    default:
      return assertNever(intent);
  }
}

/** The list without the removed entries and with the added ones, each entry once. */
function changed(
  list: readonly string[],
  { add, remove = [] }: { add: string[]; remove?: string[] },
): string[] {
  return [...new Set([...list.filter((entry) => !remove.includes(entry)), ...add])];
}

/** Replaces an equal rule: a person who adds it again wants the new end or note. */
function withRule(egress: AgentEgress, { expiresAt, ...rule }: NewRule): AgentEgress {
  const single: AgentEgress = {
    ...bareEgress(egress.mode),
    ...(expiresAt === undefined ? { rules: [rule] } : { temporary: [{ ...rule, expiresAt }] }),
  };
  const [id = ''] = ownRulePlaces(single).keys();
  const others = withoutRule(egress, id);
  return {
    ...others,
    rules: [...others.rules, ...single.rules],
    temporary: [...others.temporary, ...single.temporary],
  };
}

function withoutRule(egress: AgentEgress, ruleId: string): AgentEgress {
  const place = ownRulePlaces(egress).get(ruleId);
  if (!place) return egress;
  return { ...egress, [place.list]: egress[place.list].filter((_, index) => index !== place.index) };
}

function replaced(egress: AgentEgress, ruleId: string, rule: NewRule): AgentEgress {
  if (ownRulePlaces(egress).has(ruleId)) return withRule(withoutRule(egress, ruleId), rule);
  throw new AppFailure({
    type: 'conflict',
    message: 'That rule ended or was changed meanwhile. Look at the rules again.',
  });
}

/** The egress while an agent shows what it needs: Full, with the start of learning in `now`. */
function learning(egress: AgentEgress, now: number): AgentEgress {
  if (egress.learning && egress.mode === 'full') return egress;
  return { ...egress, mode: 'full', learning: { since: now, before: egress.mode } };
}

/** The egress from before the agent began to learn. */
function withoutLearning(egress: AgentEgress): AgentEgress {
  const { learning: state, ...rest } = egress;
  // Whoever has switched the mode since then has decided.
  return state && egress.mode === 'full' ? { ...rest, mode: state.before } : rest;
}

/** Keeps the agent's own rules, host services and other fields. */
function locked(egress: AgentEgress, { domains, sets, basedOn }: Intent<'lock'>): AgentEgress {
  const { learning: _learning, ...rest } = egress;
  return {
    ...rest,
    mode: 'allowlist',
    allowedDomains: changed(egress.allowedDomains, { add: domains, remove: basedOn.domains }),
    sets: changed(egress.sets, { add: sets, remove: basedOn.sets }),
  };
}

/** Keeps answers and temporary rules, because they are not part of a file. */
function withLists(egress: AgentEgress, { egress: lists, basedOn }: Intent<'replace'>): AgentEgress {
  if (isDeepStrictEqual(plain(listsOf(egress)), plain(basedOn))) return { ...egress, ...lists };
  throw new AppFailure({
    type: 'conflict',
    message: 'The egress was changed meanwhile. Review the file again before you apply it.',
  });
}

/** The object without its undefined fields. */
const plain = (lists: EgressLists): unknown => JSON.parse(JSON.stringify(lists));

function listsOf({ mode, allowedDomains, rules, sets, services }: AgentEgress): EgressLists {
  return {
    mode,
    allowedDomains,
    rules: rules.map(({ answeredAt: _answeredAt, ...rule }) => rule),
    sets,
    services,
  };
}
