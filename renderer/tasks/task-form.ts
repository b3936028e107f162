import { MANUAL_LIFE } from '../../electron/contract/agent-life.ts';
import type { ListedAgentType, UsableAgentType } from '../../electron/contract/agent-type.ts';
import { repositoryIn } from '../../electron/contract/copy-source-text.ts';
import { credentialsFor } from '../../electron/contract/credentials-for-type.ts';
import type { EngineFacts } from '../../electron/contract/engine.ts';
import type { RememberedAgent } from '../../electron/contract/new-agent-memory.ts';
import type { SecretRecord } from '../../electron/contract/secrets.ts';
import {
  ATTEMPTS_MAX,
  type AttemptSpec,
  checkCommandSchema,
  promptSchema,
} from '../../electron/contract/task.ts';
import type { TaskLimits } from '../../electron/contract/task-limits.ts';
import { type AgentForm, type FieldErrors, initialForm, specFrom } from '../agent-form/form.ts';
import { lifeFormOf } from '../agent-form/life-form.ts';
import { usableTypes } from '../agents/agent-type.ts';
import { projectOf, recall, remember } from '../new-agent/memory/remembered.ts';
import { withRemembered } from '../new-agent/memory/remembered-form.ts';
import { type LimitForm, limitsFrom, USUAL_LIMITS } from './limit-form.ts';

/** The dialog's fields as typed. */
export interface TaskForm {
  prompt: string;
  /** A folder's path or a repository's address. */
  project: string;
  /** How many agents of each type. */
  counts: Readonly<Record<string, string>>;
  check: string;
  /** The address of the issue that the prompt is of; empty: the person wrote it. */
  issue: string;
  limits: LimitForm;
}

/** The types that can work on a task: a program of theirs takes a prompt. */
export function taskTypes(types: readonly ListedAgentType[]): UsableAgentType[] {
  return usableTypes(types).filter(({ task }) => task.command.length > 0);
}

/** An empty form, with one agent of the type that was used last. */
export function initialTaskForm(
  types: readonly UsableAgentType[],
  memory: readonly RememberedAgent[],
): TaskForm {
  const last = memory.find(({ type }) => types.some(({ id }) => id === type))?.type ?? types[0]?.id;
  const counts = Object.fromEntries(types.map(({ id }) => [id, id === last ? '1' : '0']));
  return { prompt: '', project: '', counts, check: '', issue: '', limits: USUAL_LIMITS };
}

/** The number that was typed; an empty field is none; undefined when it is no number of agents. */
export function countOf(text: string | undefined): number | undefined {
  const trimmed = (text ?? '').trim();
  if (trimmed === '') return 0;
  const count = Number(trimmed);
  return Number.isInteger(count) && count >= 0 && count <= ATTEMPTS_MAX ? count : undefined;
}

/** What makes the specs, beside the form. */
export interface SpecSources {
  types: readonly UsableAgentType[];
  memory: readonly RememberedAgent[];
  secrets: readonly Pick<SecretRecord, 'id' | 'use'>[];
  facts: EngineFacts | undefined;
}

export interface TaskInput {
  prompt: string;
  check: string;
  issue?: string;
  limits: TaskLimits;
  attempts: AttemptSpec[];
}

/** The request of the form, or the problems by field. Pure. */
export function taskFrom(
  form: TaskForm,
  sources: SpecSources,
): { input: TaskInput } | { errors: FieldErrors } {
  const errors: Record<string, string> = {};
  const prompt = promptSchema.safeParse(form.prompt);
  if (!prompt.success) errors.prompt = prompt.error.issues[0]?.message ?? 'This cannot be a prompt.';
  const project = form.project.trim();
  if (project === '') errors.project = 'Choose the folder or the repository that is copied.';
  const check = checkCommandSchema.safeParse(form.check);
  if (!check.success) errors.check = check.error.issues[0]?.message ?? 'This cannot be a command.';
  const limits = limitsFrom(form.limits);
  if ('errors' in limits) errors.limits = 'Not all limits can be read.';
  const counts = sources.types.map((type) => ({ type, count: countOf(form.counts[type.id]) }));
  const total = counts.reduce((sum, { count }) => sum + (count ?? 0), 0);
  if (counts.some(({ count }) => count === undefined))
    errors.attempts = `Type how many agents of each type, up to ${ATTEMPTS_MAX}.`;
  else if (total === 0) errors.attempts = 'Choose at least one agent.';
  else if (total > ATTEMPTS_MAX) errors.attempts = `At most ${ATTEMPTS_MAX} agents, and these are ${total}.`;
  const attempts: AttemptSpec[] = [];
  if (Object.keys(errors).length === 0)
    for (const { type, count = 0 } of counts) {
      if (count === 0) continue;
      const made = specFrom(attemptForm(type, project, form.issue !== '', sources));
      if ('errors' in made) return { errors: { project: Object.values(made.errors)[0] ?? '' } };
      const { name: _, purpose: __, ...spec } = made.spec;
      attempts.push(...Array.from({ length: count }, () => spec));
    }
  if (Object.keys(errors).length > 0 || 'errors' in limits) return { errors };
  const issue = form.issue === '' ? {} : { issue: form.issue };
  return { input: { prompt: form.prompt, check: form.check.trim(), ...limits, ...issue, attempts } };
}

/**
 * An agent as the last one of the type in the project was made, on a private copy. What only one of several agents can
 * have (ports), what reaches other agents, and a life that ends by itself are left out.
 */
function attemptForm(
  type: UsableAgentType,
  project: string,
  isOfStrangers: boolean,
  { memory, secrets, facts }: SpecSources,
): AgentForm {
  const remembered = recall(memory, type.id, project);
  const form = withRemembered(initialForm('attempt', facts), type, remembered, facts);
  const { workspace } = form;
  const repository = repositoryIn(project);
  const source = repository
    ? { from: 'repository' as const, ...repository }
    : { from: 'folder' as const, path: project };
  return {
    ...form,
    ...(isOfStrangers ? tightestEgress(type) : {}),
    ports: '',
    group: '',
    life: lifeFormOf(MANUAL_LIFE),
    acting: { acts: true, against: true },
    secrets: credentialsFor(type, secrets),
    workspace: { ...workspace, kind: 'copy', copy: { ...workspace.copy, ...source } },
  };
}

/** What a type cannot do without, and nothing else: what strangers wrote may ask for more. */
function tightestEgress({
  egress: { domains, sets },
}: UsableAgentType): Pick<AgentForm, 'egress' | 'allowedDomains' | 'sets' | 'rules' | 'services'> {
  const needsNone = domains.length === 0 && sets.length === 0;
  return {
    egress: needsNone ? 'off' : 'allowlist',
    allowedDomains: domains.join('\n'),
    sets: [...sets],
    rules: [],
    services: [],
  };
}

/** The memory with the types of a task as the ones used last; what a person chose for agents stays. Pure. */
export function withTypesUsed(
  memory: readonly RememberedAgent[],
  specs: readonly AttemptSpec[],
  at: number,
): RememberedAgent[] {
  return specs.reduceRight<RememberedAgent[]>(
    (known, spec) => {
      const before = recall(known, spec.type, projectOf(spec.workspace));
      const after = remember(known, { ...spec, name: 'attempt', purpose: '' }, at);
      return before ? [{ ...before, at }, ...after.slice(1)] : after;
    },
    [...memory],
  );
}
