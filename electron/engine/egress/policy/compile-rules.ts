import { createHash } from 'node:crypto';
import type { AgentEgress } from '../../../contract/agent-spec.ts';
import type { EgressRule, EgressRuleInput, RuleOrigin, SecretBinding } from '../../../contract/egress.ts';
import { ENGINE_HOST, type HostService, type WrittenRule } from '../../../contract/egress-rule.ts';
import type { EffectiveRules } from '../../../contract/isolation.ts';
import { APP_HOST, APP_PORT, APP_SERVICE } from '../../../contract/mcp-grant.ts';
import { type RuleIdentity, ruleId } from '../../../contract/rule-id.ts';
import { readDomain } from './domain.ts';
import type { PolicyParts } from './policy.ts';

/** The lists of an agent's egress; a place is a list and an entry in it. */
export interface RulePlace {
  readonly list: NonNullable<EffectiveRules['rules'][number]['list']>;
  readonly index: number;
}

export interface CompiledRule {
  rule: EgressRule;
  note?: string;
  /** The rule's place in the agent's egress; absent for a rule of a set or credential. */
  place?: RulePlace;
}

/** A rule before it has an id. */
interface Source {
  kind: RuleIdentity['kind'];
  origin: RuleOrigin;
  body: Partial<WrittenRule> & Pick<EgressRuleInput, 'host' | 'expiresAt' | 'service'>;
  place?: RulePlace;
}

const PORTS_SHOWN = 3;
const OWN: RuleOrigin = { kind: 'agent' };
const ANSWER: RuleOrigin = { kind: 'answer' };

/**
 * Every rule of an agent, from all sources. The audit names the first allow that matches, and a service's address
 * counts only then: the app and services come first, then the agent's own rules.
 */
export function compileRules(egress: AgentEgress, parts: PolicyParts): CompiledRule[] {
  const usedIds = new Set<string>();
  const sources = [
    ...appRules(egress),
    ...services(egress, parts),
    ...ownRules(egress),
    ...sharedRules(egress, parts),
  ];
  return sources.map(({ kind, origin, body, place }) => {
    const { note, ...rest } = body;
    const { effect = 'allow', host, ports } = rest;
    const shown = ports === undefined ? host : `${host}:${ports.slice(0, PORTS_SHOWN).join(',')}`;
    const variant = place && variantOf(place.list, body);
    const id = ruleId({ kind, name: origin.name ?? '', effect, host: shown, variant }, usedIds);
    return { rule: { ...rest, id, effect, origin }, ...(note ? { note } : {}), ...(place ? { place } : {}) };
  });
}

/** The places of the agent's own rules, by id. */
export function ownRulePlaces(egress: AgentEgress): Map<string, RulePlace> {
  // The address of the engine's machine is not part of an id, so any value will do.
  const ownRules = compileRules({ ...egress, sets: [] }, { engineHost: '127.0.0.1' });
  return new Map(ownRules.flatMap(({ rule, place }) => (place ? [[rule.id, place]] : [])));
}

/**
 * The part of the rule that the rest of the id does not contain: of an own rule everything besides its host. An
 * expiring rule is identified by what it allows and not by its end, so a new end keeps its id.
 */
function variantOf(list: RulePlace['list'], body: Source['body']): string | undefined {
  const { effect = 'allow', ports = [], methods, paths, anyProtocol, opaque } = body;
  if (list !== 'rules' && list !== 'temporary') return undefined;
  const hasMore =
    ports.length > PORTS_SHOWN || [methods, paths, anyProtocol, opaque].some((part) => part !== undefined);
  if (!hasMore && !(list === 'rules' && effect === 'allow')) return undefined;
  return (
    createHash('sha256')
      // Ids of rules from before this field stay as they are.
      .update(JSON.stringify([ports, methods, paths, anyProtocol, ...(opaque === undefined ? [] : [opaque])]))
      .digest('hex')
      .slice(0, 12)
  );
}

/** The app decides there which path it answers: it serves nothing but the MCP server. */
function appRules({ mcp }: AgentEgress): Source[] {
  if (mcp === undefined) return [];
  const body = { host: APP_HOST, ports: [APP_PORT], service: { address: APP_SERVICE } as const };
  return [{ kind: 'host-service', origin: { kind: 'host-service', name: 'MCP server of Bulkhead' }, body }];
}

function services({ services: list }: AgentEgress, { engineHost }: PolicyParts): Source[] {
  return list.flatMap((service, index): Source[] => {
    const body = serviceRule(service, engineHost);
    const origin: RuleOrigin = { kind: 'host-service', name: service.name };
    return body ? [{ kind: 'host-service', origin, body, place: { list: 'services', index } }] : [];
  });
}

function ownRules({ allowedDomains, rules, temporary }: AgentEgress): Source[] {
  return [
    ...allowedDomains.map(
      (entry, index): Source => ({
        kind: 'agent',
        origin: OWN,
        body: readDomain(entry),
        place: { list: 'allowedDomains', index },
      }),
    ),
    ...rules.map(({ answeredAt, ...body }, index): Source => {
      const place = { list: 'rules' as const, index };
      return answeredAt === undefined
        ? { kind: 'agent', origin: OWN, body, place }
        : { kind: 'answer', origin: ANSWER, body, place };
    }),
    ...temporary.map(
      ({ answeredAt, expiresAt, run: _run, ...rule }, index): Source => ({
        kind: 'temporary',
        origin: answeredAt === undefined ? OWN : ANSWER,
        body: { ...rule, ...(expiresAt === null ? {} : { expiresAt }) },
        place: { list: 'temporary', index },
      }),
    ),
  ];
}

function sharedRules(egress: AgentEgress, { sets = [], secrets = [] }: PolicyParts): Source[] {
  return [
    ...egress.sets.flatMap((id): Source[] => {
      const set = sets.find((each) => each.id === id);
      const origin: RuleOrigin = { kind: 'set', name: set?.name };
      return set ? set.rules.map((body) => ({ kind: 'set', origin, body })) : [];
    }),
    ...secrets.flatMap((secret): Source[] => {
      const origin: RuleOrigin = { kind: 'credential', name: secret.name };
      return credentialRules(secret).map((body) => ({ kind: 'credential', origin, body }));
    }),
  ];
}

/** Undefined while the address of the engine's machine is unknown: no route is better than a wrong one. */
function serviceRule(service: HostService, engineHost: string | undefined): Source['body'] | undefined {
  const address = service.address === ENGINE_HOST ? engineHost : service.address;
  // A model server uses clear text, and its protocol is not checked.
  return address === undefined
    ? undefined
    : { host: service.host, ports: [service.port], anyProtocol: true, service: { address } };
}

/** An agent with a credential may reach the hosts that the credential is for. */
function credentialRules({ hosts, places, ports = [443] }: SecretBinding): Source['body'][] {
  // The further tokens of an account have the hosts of its access token.
  if (places.length === 0) return [];
  // These rules never allow clear text, because a credential is only filled in on the way to TLS.
  return hosts.map((host) => ({ host, ports: [...ports] }));
}
