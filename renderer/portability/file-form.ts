import type { ListedAgentType } from '../../electron/contract/agent-type.ts';
import { BASIC_TYPES } from '../../electron/contract/basic-types.ts';
import { joinCommand } from '../../electron/contract/command-line.ts';
import type { EngineFacts } from '../../electron/contract/engine.ts';
import type { SecretRecord } from '../../electron/contract/secrets.ts';
import { type AgentForm, withPreset, withType } from '../agent-form/form.ts';
import { lifeFormOf } from '../agent-form/life-form.ts';
import type { WorkspaceForm } from '../agent-form/workspace-form.ts';
import type { AgentFile } from '../file-formats/agent-file.ts';

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
  const { isolation, egress } = file;
  return {
    ...preset,
    name: file.name ?? form.name,
    purpose: file.purpose,
    tags: file.tags.join(', '),
    image: file.image ?? preset.image,
    command: file.command ? joinCommand(file.command) : preset.command,
    workspace: workspaceForm(form.workspace, file, context.folder),
    memory: file.memory ?? preset.memory,
    cpus: file.cpus === undefined ? preset.cpus : String(file.cpus),
    pids: file.processes === undefined ? preset.pids : String(file.processes),
    isolation: {
      ...preset.isolation,
      ...(isolation?.runtime === undefined ? {} : { runtime: isolation.runtime }),
      ...(isolation?.readOnlyRoot === undefined ? {} : { readOnlyRoot: isolation.readOnlyRoot }),
      ...(isolation?.dropAllCapabilities === undefined
        ? {}
        : { dropAllCapabilities: isolation.dropAllCapabilities }),
      ...(isolation?.noNewPrivileges === undefined ? {} : { noNewPrivileges: isolation.noNewPrivileges }),
      ...(isolation?.nonRoot === undefined ? {} : { nonRoot: isolation.nonRoot }),
      ...(isolation?.seccomp === undefined ? {} : { seccomp: { kind: isolation.seccomp } }),
    },
    ...(egress
      ? {
          egress: egress.mode,
          allowedDomains: egress.allowedDomains.join('\n'),
          sets: egress.sets,
          rules: egress.rules,
          services: egress.services,
        }
      : {}),
    env: Object.entries(file.env).map(([name, value], index) => ({ key: -1 - index, name, value })),
    ports: file.ports
      .map(({ containerPort, hostPort }) =>
        hostPort === null ? `${containerPort}` : `${hostPort}:${containerPort}`,
      )
      .join(', '),
    ...secretsOf(file, context.secrets),
    group: file.group ?? '',
    ...(file.life ? { life: lifeFormOf(file.life) } : {}),
  };
}

/** The credentials that the file names and the person has. */
export function secretsOf(
  { credentials }: AgentFile,
  secrets: FileContext['secrets'],
): Pick<AgentForm, 'secrets' | 'secretsTouched'> {
  const chosen = secrets.filter(({ name }) => credentials.includes(name));
  return {
    secrets: chosen.map(({ id }) => ({ secretId: id, delivery: 'gateway' as const })),
    secretsTouched: true,
  };
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

/** A requested folder outside of the project; a project's file may request only the project's own folder. */
export function foreignFolder({ workspace }: AgentFile, folder: string): string | undefined {
  const named =
    workspace?.kind === 'host-folder'
      ? workspace.path
      : workspace?.kind === 'copy'
        ? workspace.folder
        : undefined;
  return named === undefined || named === folder ? undefined : named;
}
