import { IDLE_COMMAND } from '../../client/idle-command.ts';
import type { ListedAgentType } from '../../contract/agent-type.ts';
import { credentialsFor } from '../../contract/credentials-for-type.ts';
import type { PresetFacts } from '../../contract/presets.ts';
import type { SecretRecord } from '../../contract/secrets.ts';
import { ATTEMPTS_MAX, type AttemptSpec } from '../../contract/task.ts';
import type { Input } from '../definition.ts';
import { UsageError } from '../exit-code.ts';
import { type Place, specFrom, typeFor } from '../spec.ts';
import { SPEC_OPTIONS } from '../spec-options.ts';
import { wholeNumberFrom } from '../values.ts';

const { preset, runtime, memory, cpus, pids, env, egress, allow, egressSet, tag, accept } = SPEC_OPTIONS;

/** The options that describe the agents of a task, as those of one agent do. */
export const ATTEMPT_OPTIONS = {
  preset,
  runtime,
  memory,
  cpus,
  pids,
  env,
  egress,
  allow,
  egressSet,
  tag,
  accept,
};
export type AttemptOptions = Input<Record<never, never>, typeof ATTEMPT_OPTIONS>['options'];

/** What `--agent` of an attempt names: the type, and how many of it. Throws `UsageError`. */
export function countedType(text: string): { type: string; count: number } {
  const [type = '', count = '1'] = text.split('=');
  return { type, count: wholeNumberFrom(`--agent ${type}=`, count, [1, ATTEMPTS_MAX]) };
}

/**
 * The agents of a task, in the order of `agents`, each on a private copy of the project, with the person's credentials for
 * its type unless `secrets` has none. Throws `UsageError`. Pure.
 */
export function attemptSpecs(
  { agents, project, options }: { agents: readonly string[]; project: string; options: AttemptOptions },
  known: { types: readonly ListedAgentType[]; facts: PresetFacts; secrets: readonly SecretRecord[] },
  place: Place,
): AttemptSpec[] {
  const counted = agents.map(countedType);
  if (counted.length === 0) throw new UsageError('Name the agents, such as --agent claude-code.');
  const total = counted.reduce((sum, { count }) => sum + count, 0);
  if (total > ATTEMPTS_MAX)
    throw new UsageError(`At most ${ATTEMPTS_MAX} agents work on a task, and these are ${total}.`);
  return counted.flatMap(({ type: id, count }) => {
    const described = { ...NO_OPTIONS, ...options, type: id, copy: project };
    const type = typeFor(described, known.types);
    const command = type.command.length > 0 ? [] : IDLE_COMMAND;
    const whole = specFrom({ name: '', options: described, command }, type, known.facts, place);
    const { name: _, purpose: __, ...spec } = whole;
    const attempt = { ...spec, secrets: credentialsFor(type, known.secrets) };
    return Array.from({ length: count }, () => attempt);
  });
}

/** The options of an agent that attempts do not have. */
const NO_OPTIONS = {
  image: undefined,
  tmpSize: undefined,
  folder: undefined,
  actWithoutAsking: undefined,
  group: undefined,
  publish: [],
  secret: [],
};
