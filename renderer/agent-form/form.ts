import { withActing } from '../../electron/contract/acting.ts';
import { MANUAL_LIFE } from '../../electron/contract/agent-life.ts';
import {
  type AgentSpec,
  type AgentType,
  agentNameSchema,
  bareEgress,
  environmentVariableSchema,
  type Isolation,
  type IsolationPreset,
  type Seccomp,
  type SecretReference,
} from '../../electron/contract/agent-spec.ts';
import type { UsableAgentType } from '../../electron/contract/agent-type.ts';
import { BASIC_TYPES } from '../../electron/contract/basic-types.ts';
import { joinCommand, splitCommand } from '../../electron/contract/command-line.ts';
import type { EgressMode } from '../../electron/contract/egress-mode.ts';
import type { EngineFacts } from '../../electron/contract/engine.ts';
import { groupOf, groupProblem } from '../../electron/contract/group.ts';
import { parsePortMappings } from '../../electron/contract/ports.ts';
import { defaultSpec } from '../../electron/contract/presets.ts';
import { exactSize, parseMemory, parseTmpSize } from '../../electron/contract/sizes.ts';
import { wordsOf } from '../../electron/lib/words-of.ts';
import { type ActingChoice, actingOf } from './acting-form.ts';
import { type LifeForm, lifeFormOf, lifeFrom } from './life-form.ts';
import { EMPTY_WORKSPACE, type WorkspaceForm, workspaceFrom } from './workspace-form.ts';

/** The dialog's fields as typed. Text stays text until it is checked, so that invalid input is shown and never lost. */
export interface AgentForm {
  name: string;
  purpose: string;
  tags: string;
  type: AgentType;
  image: string;
  command: string;
  /** What the first console runs. */
  start: readonly string[];
  /** What it runs when the agent acts without asking; empty: the type has no such choice. */
  startWithoutAsking: readonly string[];
  /** Undefined: as the workspace has it by default. */
  acting: ActingChoice | undefined;
  caches: AgentSpec['caches'];
  workspace: WorkspaceForm;
  preset: IsolationPreset;
  egress: EgressMode;
  allowedDomains: string;
  /** Rules and host services from a file; the Isolation tab edits them later. */
  rules: AgentSpec['egress']['rules'];
  services: AgentSpec['egress']['services'];
  /** Ids of named sets of rules. */
  sets: readonly string[];
  /** Empty: none. */
  group: string;
  memory: string;
  /** The size of /tmp. */
  tmp: string;
  cpus: string;
  pids: string;
  isolation: Isolation;
  seccompProfile: string | undefined;
  env: readonly { key: number; name: string; value: string }[];
  /** "3000, 8080:80" */
  ports: string;
  /** The credentials that the agent may use. */
  secrets: readonly SecretReference[];
  /** Whether the person chose the credentials; then a change of the type does not replace them. */
  secretsTouched: boolean;
  life: LifeForm;
}

/** Problems by field; the keys are paths into the spec, as the engine host's errors name them. */
export type FieldErrors = Readonly<Record<string, string>>;

/** A new form with safe defaults. */
export function initialForm(
  name: string,
  facts: EngineFacts | undefined,
  type: UsableAgentType = BASIC_TYPES.shell,
): AgentForm {
  const form: AgentForm = {
    ...fromPreset(type, 'balanced', facts),
    name,
    purpose: '',
    tags: '',
    type: type.id,
    image: '',
    command: '',
    start: [],
    startWithoutAsking: [],
    acting: undefined,
    caches: [],
    allowedDomains: '',
    memory: '',
    tmp: '',
    cpus: '',
    pids: '',
    workspace: EMPTY_WORKSPACE,
    env: [],
    ports: '',
    secrets: [],
    secretsTouched: false,
    life: lifeFormOf(MANUAL_LIFE),
    sets: [],
    rules: [],
    services: [],
    group: '',
  };
  return withType(form, type, facts);
}

type PresetFields = Pick<AgentForm, 'preset' | 'egress' | 'isolation' | 'seccompProfile'>;

function fromPreset(
  type: UsableAgentType,
  preset: IsolationPreset,
  facts: EngineFacts | undefined,
): PresetFields {
  const spec = defaultSpec(type, preset, facts);
  return {
    preset,
    egress: spec.egress.mode,
    isolation: spec.isolation,
    seccompProfile: undefined,
  };
}

/** The form with a preset's values; the limits and domains that the person typed stay. */
export function withPreset(
  form: AgentForm,
  type: UsableAgentType,
  preset: IsolationPreset,
  facts: EngineFacts | undefined,
): AgentForm {
  return { ...form, ...fromPreset(type, preset, facts) };
}

/** The form with a type's values; values that the person changed stay. */
export function withType(form: AgentForm, type: UsableAgentType, facts: EngineFacts | undefined): AgentForm {
  const spec = defaultSpec(type, form.preset, facts);
  return {
    ...form,
    type: type.id,
    image: spec.image,
    command: joinCommand(spec.command),
    start: type.start,
    startWithoutAsking: type.startWithoutAsking,
    caches: spec.caches,
    egress: spec.egress.mode,
    // The domains are set under Strict and Open too, for a later switch to the allowlist.
    allowedDomains: type.egress.domains.join('\n'),
    sets: [...type.egress.sets],
    memory: exactSize(spec.resources.memoryBytes),
    tmp: exactSize(spec.isolation.tmpBytes),
    cpus: String(spec.resources.cpus),
    pids: String(spec.resources.pids),
    env: spec.env.map((variable, index) => ({ key: -1 - index, ...variable })),
  };
}

export function withSeccomp(form: AgentForm, seccomp: Seccomp, profile: string | undefined): AgentForm {
  return { ...form, isolation: { ...form.isolation, seccomp }, seccompProfile: profile };
}

function numberFrom(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

/** The spec of the form, or the problems by field. The engine host checks the spec again, with facts that it knows. */
export function specFrom(form: AgentForm): { spec: AgentSpec } | { errors: FieldErrors } {
  const errors: Record<string, string> = {};
  const name = agentNameSchema.safeParse(form.name);
  if (!name.success) errors.name = name.error.issues[0]?.message ?? 'Invalid name.';
  if (form.purpose.length > 500) errors.purpose = 'At most 500 characters.';
  if (form.image.trim() === '') errors.image = 'Name an image, for example debian:bookworm-slim.';
  const command = splitCommand(form.command);
  if (!command.ok) errors.command = command.message;
  const memory = parseMemory(form.memory);
  if (!memory.ok) errors['resources.memoryBytes'] = memory.message;
  const tmp = parseTmpSize(form.tmp);
  if (!tmp.ok) errors['isolation.tmpBytes'] = tmp.message;
  const cpus = numberFrom(form.cpus);
  if (!(cpus >= 0.01)) errors['resources.cpus'] = 'A number above 0, for example 0.5 or 2.';
  const pids = numberFrom(form.pids);
  if (!Number.isInteger(pids) || pids < 1)
    errors['resources.pids'] = 'A whole number above 0, for example 256.';
  const workspace = workspaceFrom(form.workspace);
  if ('errors' in workspace) Object.assign(errors, workspace.errors);
  const env = form.env.filter((variable) => variable.name !== '' || variable.value !== '');
  for (const variable of env) {
    const parsed = environmentVariableSchema.safeParse(variable);
    if (!parsed.success) errors.env = `"${variable.name}": ${parsed.error.issues[0]?.message ?? 'invalid'}`;
  }
  const tags = form.tags
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
  if (tags.some((tag) => tag.length > 40)) errors.tags = 'A tag has at most 40 characters.';
  else if (tags.length > 20) errors.tags = 'At most 20 tags.';
  const group = groupProblem(form.group);
  if (group !== undefined) errors.group = group;
  const life = lifeFrom(form.life);
  if ('problem' in life) errors['life.idleStopMinutes'] = life.problem;
  const ports = parsePortMappings(form.ports);
  if (!ports.ok) errors.ports = ports.message;
  if (
    'errors' in workspace ||
    Object.keys(errors).length > 0 ||
    !ports.ok ||
    !command.ok ||
    !memory.ok ||
    !tmp.ok
  )
    return { errors };
  const spec: AgentSpec = {
    version: 1,
    name: form.name,
    purpose: form.purpose.trim(),
    type: form.type,
    image: form.image.trim(),
    command: command.argv,
    start: [...form.start],
    actsWithoutAsking: false,
    caches: form.caches,
    env: env.map(({ name, value }) => ({ name, value })),
    secrets: [...form.secrets],
    workspace: workspace.workspace,
    resources: { memoryBytes: memory.bytes, cpus, pids },
    isolation: { ...form.isolation, preset: form.preset, tmpBytes: tmp.bytes },
    life: 'life' in life ? life.life : MANUAL_LIFE,
    ports: ports.ports,
    egress: {
      ...bareEgress(form.egress, wordsOf(form.allowedDomains)),
      sets: [...form.sets],
      rules: form.rules,
      services: form.services,
    },
    group: groupOf(form.group),
    restart: 'no',
    tags: [...new Set(tags)],
  };
  const type = { start: [...form.start], startWithoutAsking: [...form.startWithoutAsking] };
  return { spec: withActing(spec, type, actingOf(form).acts) };
}
