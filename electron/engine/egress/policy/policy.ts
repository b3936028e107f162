import type { AgentEgress } from '../../../contract/agent-spec.ts';
import type { AgentPolicyInput, Renewal, SecretBinding } from '../../../contract/egress.ts';
import type { EgressSet } from '../../../contract/egress-sets.ts';
import { AppFailure } from '../../../contract/error.ts';
import { appBinding } from '../app-access/app-tokens.ts';
import { compileRules } from './compile-rules.ts';
import { readDomain } from './domain.ts';

/** The size limit of a spec and of a record of switches: they are labels, and this fits into one on every engine. */
const MAXIMUM_BYTES = 64 * 1024;

/** The parts of a policy besides the agent's own egress. */
export interface PolicyParts {
  /** All existing sets. */
  sets?: readonly EgressSet[];
  secrets?: SecretBinding[];
  renewals?: Renewal[];
  /** The address of the engine's machine for the gateway; absent when it is unknown. */
  engineHost?: string | undefined;
}

/**
 * The gateway's policy for an agent. Throws an `AppFailure` of type `invalid-input` that names the first entry of the
 * allowlist that is no host pattern; nothing is applied then.
 */
export function policyFor(
  agentId: string,
  localAddress: string,
  egress: AgentEgress,
  parts: PolicyParts = {},
): AgentPolicyInput {
  const rules = compileRules(egress, parts).map(({ rule }) => rule);
  const { mode, holdMs } = egress;
  const { secrets = [], renewals = [] } = parts;
  const bindings = egress.mcp ? [...secrets, appBinding(agentId)] : secrets;
  return { agentId, localAddress, mode, holdMs, rules, secrets: bindings, renewals };
}

/** Throws as `policyFor` does, and for an egress that is too large to be stored with the agent. */
export function checkEgress(egress: AgentEgress): void {
  for (const entry of egress.allowedDomains) readDomain(entry);
  const hosts = egress.services.map(({ host }) => host);
  const twice = hosts.find((host, index) => hosts.indexOf(host) !== index);
  if (twice !== undefined) throw invalid('egress.services', `Two services have the name ${twice}.`);
  if (Buffer.byteLength(JSON.stringify(egress)) > MAXIMUM_BYTES) {
    throw invalid(
      'egress.rules',
      'That is more than 64 KiB of rules. Put rules that agents share into a set.',
    );
  }
}

function invalid(field: string, message: string): AppFailure {
  return new AppFailure({ type: 'invalid-input', field, message });
}

/** The egress without the expired temporary rules; `now` in epoch ms. */
export function withoutExpired(egress: AgentEgress, now: number): AgentEgress {
  const temporary = egress.temporary.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
  return temporary.length === egress.temporary.length ? egress : { ...egress, temporary };
}

/** The egress without the expired temporary rules (`now` in epoch ms); throws as `checkEgress` does. */
export function checkedEgress(egress: AgentEgress, now: number): AgentEgress {
  const live = withoutExpired(egress, now);
  checkEgress(live);
  return live;
}
