import { z } from 'zod';
import { agentEgressSchema, isolationChangeSchema, resourcesSchema } from './agent-spec.ts';
import { egressRuleSchema } from './egress.ts';

export const findingSchema = z.object({
  id: z.string(),
  /** `good` protects, `note` is worth knowing, `weak` lowers the posture, `critical` breaks the sandbox. */
  severity: z.enum(['good', 'note', 'weak', 'critical']),
  title: z.string(),
  detail: z.string(),
});
export type Finding = z.infer<typeof findingSchema>;

export const postureSchema = z.object({
  level: z.enum(['Strong', 'Moderate', 'Weak']),
  tier: z.enum(['container', 'gvisor', 'microvm']),
  findings: z.array(findingSchema),
});
export type Posture = z.infer<typeof postureSchema>;

export const egressStateSchema = z.object({
  /** What is asked for. */
  wanted: agentEgressSchema,
  /** Whether the gateway enforces exactly that now; when it does not, nothing gets out. */
  inForce: z.boolean(),
  /** Why not, for a person. */
  problem: z.string().optional(),
});
export type EgressState = z.infer<typeof egressStateSchema>;

/** Everything that an agent's policy is made of. */
export const effectiveRulesSchema = z.object({
  rules: z.array(z.object({ rule: egressRuleSchema, note: z.string().optional() })),
  /** Ids of sets that the agent names and that do not exist (any more). */
  missingSets: z.array(z.string()),
  /** Whether the agent trusts the authority with which the gateway reads requests for rules with methods or paths. */
  trustsGateway: z.boolean(),
});
export type EffectiveRules = z.infer<typeof effectiveRulesSchema>;

/** Changes that need no new container. */
export const liveChangeSchema = z.object({ resources: resourcesSchema.partial() });
export type LiveChange = z.infer<typeof liveChangeSchema>;

/** Changes that recreate the container: same id, workspace and network. */
export const recreateChangeSchema = z.object({
  isolation: isolationChangeSchema,
  resources: resourcesSchema.partial().optional(),
  /** Content of a custom seccomp profile, JSON text. */
  seccompProfile: z
    .string()
    .max(512 * 1024)
    .optional(),
  /** Keep what was written outside volumes, as a snapshot image. */
  keepWritableLayer: z.boolean().default(true),
});
export type RecreateChange = z.infer<typeof recreateChangeSchema>;

export const probeResultSchema = z.object({
  id: z.string(),
  name: z.string(),
  expected: z.string(),
  observed: z.string(),
  verdict: z.enum(['pass', 'fail', 'inconclusive']),
});
export type ProbeResult = z.infer<typeof probeResultSchema>;

export const verificationReportSchema = z.object({
  agentId: z.string(),
  startedAt: z.number(),
  finishedAt: z.number().optional(),
  probes: z.array(probeResultSchema),
});
export type VerificationReport = z.infer<typeof verificationReportSchema>;
