import type { AgentEgress } from '../../contract/agent-spec.ts';
import type { EgressRule, EgressRuleInput, RuleOrigin, SecretBinding } from '../../contract/egress.ts';
import { ENGINE_HOST, type HostService, type WrittenRule } from '../../contract/egress-rule.ts';
import { type RuleIdentity, ruleId } from '../../contract/rule-id.ts';
import { readDomain } from './domain.ts';
import type { PolicyParts } from './policy.ts';

export interface CompiledRule {
  rule: EgressRule;
  note?: string;
}

/**
 * Every rule that an agent has, from wherever it came. The first allow that fits is the one that the audit names, and
 * a service's address counts only then: services come first, then what is the agent's own.
 */
export function compileRules(egress: AgentEgress, parts: PolicyParts): CompiledRule[] {
  const { sets = [], secrets = [], engineHost } = parts;
  const named = (kind: RuleIdentity['kind'], origin: RuleOrigin, rules: readonly Body[]) =>
    rules.map((body) => compile(kind, origin, body, taken));
  const taken = new Set<string>();
  const own = { kind: 'agent' } as const;
  return [
    ...egress.services.flatMap((service) => {
      const body = serviceRule(service, engineHost);
      return body ? named('host-service', { kind: 'host-service', name: service.name }, [body]) : [];
    }),
    ...named('agent', own, egress.allowedDomains.map(readDomain)),
    ...egress.rules.flatMap(({ answeredAt, ...rule }) =>
      answeredAt === undefined ? named('agent', own, [rule]) : named('answer', { kind: 'answer' }, [rule]),
    ),
    ...egress.temporary.flatMap(({ answeredAt, expiresAt, run: _run, ...rule }) =>
      named('temporary', answeredAt === undefined ? own : { kind: 'answer' }, [
        { ...rule, ...(expiresAt === null ? {} : { expiresAt }) },
      ]),
    ),
    ...egress.sets.flatMap((id) => {
      const set = sets.find((each) => each.id === id);
      return set ? named('set', { kind: 'set', name: set.name }, set.rules) : [];
    }),
    ...secrets.flatMap((secret) =>
      named('credential', { kind: 'credential', name: secret.name }, credentialRules(secret)),
    ),
  ];
}

type Body = Partial<WrittenRule> & Pick<EgressRuleInput, 'host' | 'expiresAt' | 'service'>;

function compile(
  kind: RuleIdentity['kind'],
  origin: RuleOrigin,
  body: Body,
  taken: Set<string>,
): CompiledRule {
  const { note, ...rest } = body;
  const { effect = 'allow', host, ports } = rest;
  const shown = ports === undefined ? host : `${host}:${ports.slice(0, 3).join(',')}`;
  const id = ruleId({ kind, name: origin.name ?? '', effect, host: shown }, taken);
  return { rule: { ...rest, id, effect, origin }, ...(note ? { note } : {}) };
}

/** Undefined while nobody knows the address of the engine's machine: better no way than a wrong one. */
function serviceRule({ host, address, port }: HostService, engineHost: string | undefined): Body | undefined {
  const dialled = address === ENGINE_HOST ? engineHost : address;
  // A model server is spoken to in clear, and its protocol is nobody's business here.
  return dialled === undefined
    ? undefined
    : { host, ports: [port], anyProtocol: true, service: { address: dialled } };
}

/** An agent that was given a credential may reach the hosts that the credential is for. */
function credentialRules({ hosts }: SecretBinding): Body[] {
  // Never in clear: a credential is only filled in on the way to TLS.
  return hosts.map((host) => ({ host, ports: [443] }));
}
