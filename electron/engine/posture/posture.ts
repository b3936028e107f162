import type { EngineFacts } from '../../contract/engine.ts';
import type { Finding, Posture } from '../../contract/isolation.ts';
import type { McpGrant } from '../../contract/mcp-grant.ts';
import { assertNever } from '../../lib/assert-never.ts';
import type { ContainerInspect, NetworkInspect } from '../docker/api.ts';
import { runtimeTier } from '../docker/facts.ts';
import { actingChecks } from './posture-acting.ts';
import { limitChecks } from './posture-limits.ts';
import { mcpChecks } from './posture-mcp.ts';
import { mountChecks } from './posture-mounts.ts';
import { namespaceChecks } from './posture-namespaces.ts';
import { networkChecks } from './posture-network.ts';
import { privilegeChecks } from './posture-privileges.ts';
import { secretChecks } from './posture-secrets.ts';
import { type Check, finding } from './posture-subject.ts';

/** From this number of weaknesses on, the sandbox is weak as a whole, even when none of them breaks it alone. */
const WEAK_FROM = 4;

const tier: Check = ({ tier }) => {
  switch (tier) {
    case 'container':
      return [
        finding(
          'note',
          'tier.container',
          'Shares the host’s kernel',
          'A container is separated by the kernel it shares with the host: a hole in that kernel is a way out. gVisor or a microVM closes it.',
        ),
      ];
    case 'gvisor':
      return [
        finding(
          'good',
          'tier.gvisor',
          'gVisor kernel',
          'A kernel written for isolation stands between the agent and the host’s.',
        ),
      ];
    case 'microvm':
      return [
        finding(
          'good',
          'tier.microvm',
          'A virtual machine of its own',
          'The processor itself keeps the agent’s kernel apart from the host’s.',
        ),
      ];
    default:
      return assertNever(tier);
  }
};

const checks: readonly Check[] = [
  tier,
  ...privilegeChecks,
  ...namespaceChecks,
  ...mountChecks,
  ...networkChecks,
  ...mcpChecks,
  ...limitChecks,
  ...secretChecks,
  ...actingChecks,
];

const order: Record<Finding['severity'], number> = { critical: 0, weak: 1, note: 2, good: 3 };

function levelOf(findings: readonly Finding[]): Posture['level'] {
  if (findings.some(({ severity }) => severity === 'critical')) return 'Weak';
  const weak = findings.filter(({ severity }) => severity === 'weak').length;
  if (weak >= WEAK_FROM) return 'Weak';
  return weak > 0 ? 'Moderate' : 'Strong';
}

/**
 * Computes how well a container is isolated, and why, from what the engine reports, so it works for any container.
 * `networks` are the container's, `mcpGrant` what a person granted it at the app's MCP server. The criteria are docker-bench-security section 5 and OWASP's Docker list. The worst
 * findings come first. Pure.
 */
export function posture(
  inspect: ContainerInspect,
  networks: readonly NetworkInspect[],
  facts: EngineFacts,
  mcpGrant?: McpGrant,
): Posture {
  const runtime = inspect.HostConfig.Runtime || facts.defaultRuntime;
  const known = facts.runtimes.find(({ name }) => name === runtime);
  const subject = { inspect, networks, facts, mcpGrant, tier: known?.tier ?? runtimeTier(runtime) };
  const findings = checks
    .flatMap((check) => check(subject))
    .sort((a, b) => order[a.severity] - order[b.severity]);
  return { level: levelOf(findings), tier: subject.tier, findings };
}
