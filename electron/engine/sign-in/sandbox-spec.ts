import { type AgentSpec, bareEgress } from '../../contract/agent-spec.ts';
import type { UsableAgentType } from '../../contract/agent-type.ts';
import { leaseTag } from '../../contract/lease.ts';
import { defaultSpec, type PresetFacts } from '../../contract/presets.ts';
import type { SignInPlan } from '../../contract/sign-in.ts';

/** A person has this long to sign in. What a crash leaves is then removed by its lease. */
export const SIGN_IN_WITHIN_MS = 15 * 60_000;

/** A sandbox with the type's program that reaches the login's hosts and nothing else, and has no credential. */
export function sandboxSpec(
  type: UsableAgentType,
  plan: SignInPlan,
  options: { readonly name: string; readonly nowMs: number; readonly facts: PresetFacts },
): AgentSpec {
  return {
    ...defaultSpec(type, 'balanced', options.facts),
    name: options.name,
    purpose: 'Signs in to an account. It is removed by itself.',
    egress: bareEgress('allowlist', [...plan.hosts]),
    secrets: [],
    tags: [leaseTag(options.nowMs + SIGN_IN_WITHIN_MS)],
  };
}
