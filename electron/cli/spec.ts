import { resolve } from 'node:path';
import { canActFreely, withActing } from '../contract/acting.ts';
import {
  type AgentSpec,
  type CopySource,
  hostFolder,
  isolationPresetSchema,
  privateCopy,
} from '../contract/agent-spec.ts';
import type { ListedAgentType, UsableAgentType } from '../contract/agent-type.ts';
import { repositoryIn } from '../contract/copy-source-text.ts';
import { egressModeSchema } from '../contract/egress-mode.ts';
import { groupProblem } from '../contract/group.ts';
import { DEFAULT_MASKS } from '../contract/masks.ts';
import { parsePortMappings } from '../contract/ports.ts';
import { defaultSpec, type PresetFacts } from '../contract/presets.ts';
import type { Input } from './definition.ts';
import { UsageError } from './exit-code.ts';
import type { SPEC_OPTIONS } from './spec-options.ts';
import { numberFrom, oneOf, sizeFrom, tmpSizeFrom, yesOrNo } from './values.ts';
import { variableFrom } from './variable.ts';

export type SpecOptions = Input<Record<never, never>, typeof SPEC_OPTIONS>['options'];

/** The current folder and the environment of the command. */
export interface Place {
  folder: string;
  environment: Readonly<Record<string, string | undefined>>;
}

/** Returns the type in the options. Throws `UsageError` if it does not exist or cannot be used. */
export function typeFor(options: SpecOptions, types: readonly ListedAgentType[]): UsableAgentType {
  const id = options.type ?? (options.image === undefined ? 'shell' : 'custom');
  const type = types.find((each) => each.id === id);
  if (!type)
    throw new UsageError(
      `There is no agent type “${id}”: choose of ${types.map((each) => each.id).join(', ')}.`,
    );
  if (type.status === 'broken')
    throw new UsageError(`The agent type “${id}” cannot be used: ${type.problem}`);
  return type;
}

/** Returns the spec that the options describe, based on the defaults of its type. The engine host checks it again. */
export function specFrom(
  { name, options, command }: { name: string; options: SpecOptions; command: readonly string[] },
  type: UsableAgentType,
  facts: PresetFacts,
  place: Place,
): AgentSpec {
  const preset = oneOf('--preset', isolationPresetSchema.options, options.preset) ?? 'balanced';
  const spec = defaultSpec(type, preset, facts);
  const mode = oneOf('--egress', egressModeSchema.options, options.egress);
  const ports = parsePortMappings(options.publish.join(' '));
  if (!ports.ok) throw new UsageError(`--publish: ${ports.message}`);
  const { resources, isolation, egress } = spec;
  const acts = yesOrNo('--act-without-asking', options.actWithoutAsking);
  if (acts && !canActFreely(type))
    throw new UsageError(`--act-without-asking: the type “${type.id}” has no such choice.`);
  const described: AgentSpec = {
    ...spec,
    name,
    image: options.image ?? spec.image,
    command: command.length > 0 ? [...command] : spec.command,
    env: [...spec.env, ...options.env.map((entry) => variableFrom(entry, place.environment))],
    secrets: options.secret.map((secretId) => ({ secretId, delivery: 'gateway' as const })),
    workspace: workspaceFrom(options, place),
    resources: {
      memoryBytes:
        options.memory === undefined ? resources.memoryBytes : sizeFrom('--memory', options.memory),
      cpus: options.cpus === undefined ? resources.cpus : numberFrom('--cpus', options.cpus),
      pids: options.pids === undefined ? resources.pids : numberFrom('--pids', options.pids),
    },
    isolation: {
      ...isolation,
      runtime: options.runtime ?? isolation.runtime,
      tmpBytes:
        options.tmpSize === undefined ? isolation.tmpBytes : tmpSizeFrom('--tmp-size', options.tmpSize),
    },
    egress: {
      ...egress,
      mode: mode ?? egress.mode,
      allowedDomains: [...egress.allowedDomains, ...options.allow],
      sets: [...new Set([...egress.sets, ...options.egressSet])],
    },
    group: options.group === undefined ? null : groupFrom(options.group),
    ports: ports.ports,
    tags: options.tag,
  };
  return withActing(described, type, acts);
}

function workspaceFrom({ copy, folder }: SpecOptions, place: Place): AgentSpec['workspace'] {
  if (copy !== undefined && folder !== undefined) throw new UsageError('Give one of --copy and --folder.');
  if (copy !== undefined) return privateCopy(copySourceOf(copy, place));
  if (folder !== undefined) return hostFolder(resolve(place.folder, folder), { masks: [...DEFAULT_MASKS] });
  return { kind: 'volume' };
}

function copySourceOf(text: string, place: Place): CopySource {
  const repository = repositoryIn(text);
  return repository
    ? { kind: 'repository', ...repository }
    : { kind: 'folder', path: resolve(place.folder, text), respectGitignore: false };
}

/** Throws `UsageError` for a name that no group can have. */
export function groupFrom(text: string): string {
  const problem = text.trim() === '' ? 'Give the group a name.' : groupProblem(text);
  if (problem !== undefined) throw new UsageError(problem);
  return text.trim();
}
