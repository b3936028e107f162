import type { ListedAgentType } from '../../electron/contract/agent-type.ts';
import { BASIC_TYPES } from '../../electron/contract/basic-types.ts';
import { joinCommand } from '../../electron/contract/command-line.ts';
import type { EngineFacts } from '../../electron/contract/engine.ts';
import type { AgentFile } from '../../electron/contract/files/agent-file.ts';
import {
  environmentWithFile,
  isolationWithFile,
  secretsOfFile,
} from '../../electron/contract/files/agent-file-spec.ts';
import { portMappingsText } from '../../electron/contract/ports.ts';
import type { SecretRecord } from '../../electron/contract/secrets.ts';
import { actingOf } from '../agent-form/acting-form.ts';
import { type AgentForm, withPreset, withType } from '../agent-form/form.ts';
import { lifeFormOf } from '../agent-form/life-form.ts';
import type { WorkspaceForm } from '../agent-form/workspace-form.ts';

/** The objects on this machine to which a file can refer. */
export interface FileContext {
  types: readonly ListedAgentType[];
  secrets: readonly Pick<SecretRecord, 'id' | 'name'>[];
  facts: EngineFacts | undefined;
  /** The project folder of the file. */
  folder?: string | undefined;
}

/** The file's references that this machine lacks, in words. */
export function missingFor(file: AgentFile, { types, secrets, facts }: FileContext): string[] {
  const runtime = file.isolation?.runtime;
  return [
    ...(types.some(({ id, status }) => id === file.type && status === 'ok')
      ? []
      : [`There is no agent type “${file.type}” here: Shell is chosen instead.`]),
    ...file.credentials
      .filter((secret) => !secrets.some(({ name }) => name === secret))
      .map((name) => `You have no credential “${name}”: the agent gets none.`),
    ...(runtime && facts && !facts.runtimes.some(({ name }) => name === runtime)
      ? [`The engine has no runtime “${runtime}”.`]
      : []),
  ];
}

/** The New agent form with the file's values; a field that the file leaves out has the default. */
export function formWithFile(form: AgentForm, file: AgentFile, context: FileContext): AgentForm {
  const agentType = context.types.find(({ id, status }) => id === file.type && status === 'ok');
  const type = agentType?.status === 'ok' ? agentType : BASIC_TYPES.shell;
  const typed = withType(form, type, context.facts);
  const preset = withPreset(typed, type, file.isolation?.preset ?? 'balanced', context.facts);
  const { egress } = file;
  const workspace = workspaceForm(form.workspace, file, context.folder);
  return {
    ...preset,
    name: file.name ?? form.name,
    purpose: file.purpose,
    tags: file.tags.join(', '),
    image: file.image ?? preset.image,
    command: file.command ? joinCommand(file.command) : preset.command,
    workspace,
    acting: actingChoice(file, workspace),
    memory: file.memory ?? preset.memory,
    tmp: file.tmpSize ?? preset.tmp,
    cpus: file.cpus === undefined ? preset.cpus : String(file.cpus),
    pids: file.processes === undefined ? preset.pids : String(file.processes),
    isolation: isolationWithFile(preset.isolation, file),
    ...(egress
      ? {
          egress: egress.mode,
          allowedDomains: egress.allowedDomains.join('\n'),
          sets: egress.sets,
          rules: egress.rules,
          services: egress.services,
        }
      : {}),
    env: environmentWithFile(preset.env, file).map((variable, index) => ({ ...variable, key: -1 - index })),
    ports: portMappingsText(file.ports),
    secrets: secretsOfFile(file, context.secrets),
    secretsTouched: true,
    group: file.group ?? '',
    ...(file.life ? { life: lifeFormOf(file.life) } : {}),
  };
}

function actingChoice({ actsWithoutAsking: acts }: AgentFile, workspace: WorkspaceForm) {
  if (acts === undefined) return undefined;
  return { acts, against: actingOf({ workspace, acting: undefined }).byDefault };
}

function workspaceForm(form: WorkspaceForm, { workspace }: AgentFile, folder = ''): WorkspaceForm {
  switch (workspace?.kind) {
    case undefined:
      return form;
    case 'volume':
      return { ...form, kind: 'volume' };
    case 'host-folder': {
      const { path = folder, readOnly, masks } = workspace;
      const hidden = masks?.join(', ') ?? form.folder.masks;
      return { ...form, kind: 'host-folder', folder: { ...form.folder, path, readOnly, masks: hidden } };
    }
    case 'copy': {
      const { folder: path = folder, repository: url, ref = '', respectGitignore, masks } = workspace;
      const hidden = masks?.join(', ') ?? form.copy.masks;
      const copy =
        url === undefined
          ? { ...form.copy, from: 'folder' as const, path, respectGitignore, masks: hidden }
          : { ...form.copy, from: 'repository' as const, url, ref };
      return { ...form, kind: 'copy', copy };
    }
  }
}
