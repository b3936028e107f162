import type { AgentEgress } from '../../contract/agent-spec.ts';
import type { AgentPolicyInput, EgressRuleInput, SecretBinding } from '../../contract/egress.ts';
import { AppFailure } from '../../contract/error.ts';
import { parseHostPattern } from '../../contract/host-pattern.ts';

/** Parts "host" from "host:port"; without a port the rule means 80 and 443. */
function ruleFrom(entry: string, id: string): EgressRuleInput {
  const match = /^(.*?)(?::(\d+))?$/.exec(entry.trim());
  const pattern = parseHostPattern(match?.[1] ?? '');
  if (!pattern.ok) throw invalid(entry, pattern.message);
  const port = match?.[2] === undefined ? undefined : Number(match[2]);
  if (port !== undefined && (port < 1 || port > 65_535)) throw invalid(entry, 'A port is 1 to 65535.');
  return {
    id,
    effect: 'allow',
    host: pattern.canonical,
    ...(port === undefined ? {} : { ports: [port] }),
  };
}

function invalid(entry: string, message: string): AppFailure {
  return new AppFailure({
    type: 'invalid-input',
    field: 'egress.allowedDomains',
    message: `"${entry}": ${message}`,
  });
}

/**
 * The gateway's policy for an agent. Throws an `AppFailure` of type `invalid-input` that names the first entry of the
 * allowlist that is no host pattern; nothing is applied then.
 */
export function policyFor(
  agentId: string,
  localAddress: string,
  egress: AgentEgress,
  secrets: SecretBinding[] = [],
): AgentPolicyInput {
  const rules = [...rulesOf(egress), ...secrets.flatMap(credentialRules)];
  return { agentId, localAddress, mode: egress.mode, rules, secrets };
}

/** An agent that was given a credential may reach the hosts that the credential is for. */
function credentialRules({ secretId, name, hosts }: SecretBinding): EgressRuleInput[] {
  return hosts.map((host) => ({
    id: `credential:${secretId}:${host}`,
    effect: 'allow',
    host,
    // Never in clear: a credential is only filled in on the way to TLS.
    ports: [443],
    origin: { kind: 'credential', name },
  }));
}

/** Throws as `policyFor` does, without needing an address. */
export function checkEgress(egress: AgentEgress): void {
  rulesOf(egress);
}

/** Without the temporary hosts whose time is over; `now` in epoch ms. */
export function withoutExpired(egress: AgentEgress, now: number): AgentEgress {
  const { temporary, ...rest } = egress;
  const live = temporary?.filter(({ expiresAt }) => expiresAt > now) ?? [];
  return live.length === 0 ? rest : { ...rest, temporary: live };
}

function rulesOf({ allowedDomains, temporary = [] }: AgentEgress): EgressRuleInput[] {
  return [
    ...allowedDomains.map((entry, index) => ruleFrom(entry, `agent:${index}`)),
    ...temporary.map(({ host, expiresAt }, index) => ({
      ...ruleFrom(host, `temporary:${index}`),
      expiresAt,
      origin: { kind: 'answer' as const },
    })),
  ];
}
