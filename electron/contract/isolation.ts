import { z } from 'zod';
import { agentEgressSchema, isolationChangeSchema, resourcesSchema } from './agent-spec.ts';
import { egressRuleSchema } from './egress.ts';
import { groupNameSchema } from './group.ts';

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
  /** The egress that the person chose. */
  wanted: agentEgressSchema,
  /** Whether the gateway enforces exactly `wanted` now. Otherwise nothing leaves the network, unless `leaks` is set. */
  inForce: z.boolean(),
  /** `wanted` is not in force, and traffic that was allowed before may still leave. */
  leaks: z.boolean().optional(),
  /** Off is in force but not stored yet; the app keeps trying to store it. */
  unrecorded: z.boolean().optional(),
  /** Why `wanted` is not in force, for a person. */
  problem: z.string().optional(),
});
export type EgressState = z.infer<typeof egressStateSchema>;

/** All rules of an agent's policy and their sources. */
export const effectiveRulesSchema = z.object({
  rules: z.array(
    z.object({
      rule: egressRuleSchema,
      note: z.string().optional(),
      /** The list of the agent's egress that holds the rule; absent for a rule of a set or credential. */
      list: z.enum(['allowedDomains', 'rules', 'temporary', 'services']).optional(),
    }),
  ),
  /** Ids of sets that the agent names but that do not exist. */
  missingSets: z.array(z.string()),
  /** Whether the agent trusts the authority with which the gateway reads requests for rules with methods or paths. */
  trustsGateway: z.boolean(),
});
export type EffectiveRules = z.infer<typeof effectiveRulesSchema>;

/** Changes that need no new container. */
export const liveChangeSchema = z.object({
  resources: resourcesSchema.partial().default({}),
  /** The group to join; null leaves the present one. Absent: no change. */
  group: groupNameSchema.nullable().optional(),
});
export type LiveChange = z.infer<typeof liveChangeSchema>;

/** Changes that recreate the container: same id, workspace and network. */
export const recreateChangeSchema = z.object({
  isolation: isolationChangeSchema,
  resources: resourcesSchema.partial().optional(),
  /** Whether its program acts without asking, for an agent of a type that has the choice. */
  actsWithoutAsking: z.boolean().optional(),
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
  /** The person switched this protection off: an earlier failure of it no longer counts. */
  waived: z.boolean().optional(),
});
export type ProbeResult = z.infer<typeof probeResultSchema>;

export const verificationReportSchema = z.object({
  agentId: z.string(),
  startedAt: z.number(),
  finishedAt: z.number().optional(),
  /** What started the verification. */
  trigger: z.enum(['person', 'creation', 'schedule']).default('person'),
  probes: z.array(probeResultSchema),
  /** Probes that failed, now or in an earlier verification, and have not passed since. */
  open: z.array(z.object({ id: z.string(), name: z.string() })).default([]),
});
export type VerificationReport = z.infer<typeof verificationReportSchema>;
export type VerificationTrigger = VerificationReport['trigger'];

/** A verification in a list. `startedAt` (ms since the epoch) names its report. */
export const verificationSummarySchema = z.object({
  startedAt: z.number(),
  trigger: verificationReportSchema.shape.trigger,
  passed: z.number().int(),
  inconclusive: z.number().int(),
  /** Names of the probes that failed in it. */
  failed: z.array(z.string()),
  /** Names of the probes that failed in it or before, and have not passed since. */
  open: z.array(z.string()),
});
export type VerificationSummary = z.infer<typeof verificationSummarySchema>;

/** The state of one agent's verifications. */
export const verificationStateSchema = z.object({
  /** null: it was never verified. */
  newest: verificationSummarySchema.nullable(),
  running: z.boolean(),
});
export type VerificationState = z.infer<typeof verificationStateSchema>;

/** One difference between an agent on the engine and its settings. */
export const differenceSchema = z.object({
  id: z.string(),
  /** "Memory limit", "Network “bridge”" */
  subject: z.string(),
  expected: z.string(),
  actual: z.string(),
  /** `live`: Restore repairs the present container; `recreate`: Restore needs a new container; `none`: Restore cannot. */
  remedy: z.enum(['live', 'recreate', 'none']),
});
export type Difference = z.infer<typeof differenceSchema>;
