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
  /** Whether the gateway enforces exactly that now; when it does not, nothing gets out, unless it `leaks`. */
  inForce: z.boolean(),
  /** It is not in force, and what was let through before may still get out. */
  leaks: z.boolean().optional(),
  /** Off is in force, and could not be recorded yet: the app goes on trying. */
  unrecorded: z.boolean().optional(),
  /** Why not, for a person. */
  problem: z.string().optional(),
});
export type EgressState = z.infer<typeof egressStateSchema>;

/** Everything that an agent's policy is made of. */
export const effectiveRulesSchema = z.object({
  rules: z.array(
    z.object({
      rule: egressRuleSchema,
      note: z.string().optional(),
      /** The list of the agent's egress that has it; absent for a rule of a set or credential. */
      list: z.enum(['allowedDomains', 'rules', 'temporary', 'services']).optional(),
    }),
  ),
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
  /** The person switched this protection off: an earlier failure of it no longer counts. */
  waived: z.boolean().optional(),
});
export type ProbeResult = z.infer<typeof probeResultSchema>;

export const verificationReportSchema = z.object({
  agentId: z.string(),
  startedAt: z.number(),
  finishedAt: z.number().optional(),
  /** What made it run. */
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

/** What one agent's verifications came to. */
export const verificationStateSchema = z.object({
  /** null: it was never verified. */
  newest: verificationSummarySchema.nullable(),
  running: z.boolean(),
});
export type VerificationState = z.infer<typeof verificationStateSchema>;

/** One way in which an agent on the engine is not what its settings say. */
export const differenceSchema = z.object({
  id: z.string(),
  /** "Memory limit", "Network “bridge”" */
  subject: z.string(),
  expected: z.string(),
  actual: z.string(),
  /** `live`: Restore mends it in the living container; `recreate`: only a new container does; `none`: Restore cannot. */
  remedy: z.enum(['live', 'recreate', 'none']),
});
export type Difference = z.infer<typeof differenceSchema>;
