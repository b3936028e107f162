import { z } from 'zod';
import { AppFailure } from '../../contract/error.ts';

/** Actions of libseccomp that an engine can apply; SCMP_ACT_NOTIFY needs a listener outside of the container. */
const actionSchema = z.enum([
  'SCMP_ACT_KILL',
  'SCMP_ACT_KILL_PROCESS',
  'SCMP_ACT_KILL_THREAD',
  'SCMP_ACT_TRAP',
  'SCMP_ACT_ERRNO',
  'SCMP_ACT_TRACE',
  'SCMP_ACT_ALLOW',
  'SCMP_ACT_LOG',
]);

const argumentSchema = z.object({
  index: z.number().int().min(0).max(5),
  value: z.number().min(0),
  valueTwo: z.number().min(0).nullish(),
  op: z.enum([
    'SCMP_CMP_NE',
    'SCMP_CMP_LT',
    'SCMP_CMP_LE',
    'SCMP_CMP_EQ',
    'SCMP_CMP_GE',
    'SCMP_CMP_GT',
    'SCMP_CMP_MASKED_EQ',
  ]),
});

const conditionSchema = z.object({
  caps: z.array(z.string()).nullish(),
  arches: z.array(z.string()).nullish(),
  minKernel: z.string().nullish(),
});

const ruleSchema = z
  .object({
    name: z.string().min(1).nullish(),
    names: z.array(z.string().min(1)).nullish(),
    action: actionSchema,
    errnoRet: z.number().int().min(0).max(4095).nullish(),
    args: z.array(argumentSchema).nullish(),
    comment: z.string().nullish(),
    includes: conditionSchema.nullish(),
    excludes: conditionSchema.nullish(),
  })
  .refine((rule) => Boolean(rule.name) !== Boolean(rule.names?.length), {
    message: 'needs either "names" (a list of system calls) or "name", and not both',
  });

/** A seccomp profile as the Docker Engine reads it (moby, `profiles/seccomp/seccomp.go`). */
export const seccompProfileSchema = z
  .object({
    defaultAction: actionSchema,
    defaultErrnoRet: z.number().int().min(0).max(4095).nullish(),
    architectures: z.array(z.string()).nullish(),
    archMap: z
      .array(z.object({ architecture: z.string(), subArchitectures: z.array(z.string()).nullish() }))
      .nullish(),
    syscalls: z.array(ruleSchema).nullish(),
  })
  .refine((profile) => !(profile.architectures?.length && profile.archMap?.length), {
    message: '"architectures" and "archMap" cannot both be given',
  });
export type SeccompProfile = z.infer<typeof seccompProfileSchema>;
type Rule = z.infer<typeof ruleSchema>;

/** Without these calls no program starts, reads its libraries or exits. */
const ESSENTIAL = ['execve', 'exit_group', 'read', 'write', 'close', 'mmap'];
const PERMITTING: readonly string[] = ['SCMP_ACT_ALLOW', 'SCMP_ACT_LOG'];

function namesOf(rule: Rule): string[] {
  return rule.names ?? (rule.name ? [rule.name] : []);
}

/**
 * Whether a process without capabilities may make the call, with at least some arguments. Ignores rules that require a
 * capability, because an agent has none.
 */
export function permits(profile: SeccompProfile, call: string): boolean {
  const rules = (profile.syscalls ?? []).filter((rule) => namesOf(rule).includes(call));
  const reachable = rules.filter((rule) => !rule.includes?.caps?.length);
  if (reachable.some((rule) => PERMITTING.includes(rule.action))) return true;
  const refused = reachable.some((rule) => !rule.args?.length && !PERMITTING.includes(rule.action));
  return PERMITTING.includes(profile.defaultAction) && !refused;
}

function invalid(message: string, raw?: string): AppFailure {
  return new AppFailure({
    type: 'seccomp-invalid',
    message: `This seccomp profile cannot be used: ${message}`,
    field: 'isolation.seccomp',
    ...(raw ? { raw } : {}),
  });
}

function explain(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return 'its shape is wrong.';
  const where = issue.path.length === 0 ? 'at the top' : `at ${issue.path.join('.')}`;
  return `${where}: ${issue.message.replace(/\.$/, '')}.`;
}

/**
 * Parses a profile that a person chose (JSON in Docker's format). Throws an `AppFailure` of type `seccomp-invalid` with
 * the problem and its place. Send the original text to the engine, never the serialised result: 64-bit argument values
 * lose their last digits as JavaScript numbers.
 */
export function parseSeccompProfile(text: string): SeccompProfile {
  if (text.trim() === '') throw invalid('the file is empty.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid('it is not valid JSON.', error instanceof Error ? error.message : String(error));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid('a profile is a JSON object with "defaultAction" and "syscalls".');
  const parsed = seccompProfileSchema.safeParse(value);
  if (!parsed.success) throw invalid(explain(parsed.error));
  const missing = ESSENTIAL.filter((call) => !permits(parsed.data, call));
  if (missing.length > 0) throw invalid(`it refuses ${missing.join(', ')}, so that no program could run.`);
  return parsed.data;
}
