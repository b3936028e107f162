import { createHash } from 'node:crypto';
import type { AgentEgress } from '../../../contract/agent-spec.ts';
import type { EgressRule, EgressRuleInput, RuleOrigin, SecretBinding } from '../../../contract/egress.ts';
import { ENGINE_HOST, type HostService, type WrittenRule } from '../../../contract/egress-rule.ts';
import type { EffectiveRules } from '../../../contract/isolation.ts';
import { type RuleIdentity, ruleId } from '../../../contract/rule-id.ts';
import { readDomain } from './domain.ts';
import type { PolicyParts } from './policy.ts';

/** A list of an agent's egress, and where in it. */
export interface RulePlace {
  readonly list: NonNullable<EffectiveRules['rules'][number]['list']>;
  readonly index: number;
}

export interface CompiledRule {
  rule: EgressRule;
  note?: string;
  /** Where in the agent's egress it is written; absent for a rule of a set or credential. */
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
 * Every rule that an agent has, from wherever it came. The first allow that fits is the one that the audit names, and
 * a service's address counts only then: services come first, then what is the agent's own.
 */
export function compileRules(egress: AgentEgress, parts: PolicyParts): CompiledRule[] {
  const taken = new Set<string>();
  const sources = [...services(egress, parts), ...ownRules(egress), ...sharedRules(egress, parts)];
  return sources.map(({ kind, origin, body, place }) => {
    const { note, ...rest } = body;
    const { effect = 'allow', host, ports } = rest;
    const shown = ports === undefined ? host : `${host}:${ports.slice(0, PORTS_SHOWN).join(',')}`;
    const variant = place && variantOf(place.list, body);
    const id = ruleId({ kind, name: origin.name ?? '', effect, host: shown, variant }, taken);
    return { rule: { ...rest, id, effect, origin }, ...(note ? { note } : {}), ...(place ? { place } : {}) };
  });
}

/** Where the agent's own rules are written, by id. */
export function ownRulePlaces(egress: AgentEgress): Map<string, RulePlace> {
  // Whatever the address of the engine's machine is: it is no part of an id.
  const own = compileRules({ ...egress, sets: [] }, { engineHost: '127.0.0.1' });
  return new Map(own.flatMap(({ rule, place }) => (place ? [[rule.id, place]] : [])));
}

/**
 * What the rest of the id does not say: of an own rule all that a domain of the allowlist has not. A rule that ends is
 * known by what it allows and not by when: a new end makes no other rule of it.
 */
function variantOf(list: RulePlace['list'], body: Source['body']): string | undefined {
  const { effect = 'allow', ports = [], methods, paths, anyProtocol } = body;
  if (list !== 'rules' && list !== 'temporary') return undefined;
  const more = ports.length > PORTS_SHOWN || [methods, paths, anyProtocol].some((part) => part !== undefined);
  if (!more && !(list === 'rules' && effect === 'allow')) return undefined;
  return createHash('sha256')
    .update(JSON.stringify([ports, methods, paths, anyProtocol]))
    .digest('hex')
    .slice(0, 12);
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

/** Undefined while nobody knows the address of the engine's machine: better no way than a wrong one. */
function serviceRule(service: HostService, engineHost: string | undefined): Source['body'] | undefined {
  const address = service.address === ENGINE_HOST ? engineHost : service.address;
  // A model server is spoken to in clear, and its protocol is nobody's business here.
  return address === undefined
    ? undefined
    : { host: service.host, ports: [service.port], anyProtocol: true, service: { address } };
}

/** An agent that was given a credential may reach the hosts that the credential is for. */
function credentialRules({ hosts }: SecretBinding): Source['body'][] {
  // Never in clear: a credential is only filled in on the way to TLS.
  return hosts.map((host) => ({ host, ports: [443] }));
}
