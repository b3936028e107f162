import type { Workspace } from '../../../electron/contract/agent-spec.ts';
import type { UsableAgentType } from '../../../electron/contract/agent-type.ts';
import { joinCommand } from '../../../electron/contract/command-line.ts';
import type { EngineFacts } from '../../../electron/contract/engine.ts';
import type { RememberedAgent } from '../../../electron/contract/new-agent-memory.ts';
import { portMappingsText } from '../../../electron/contract/ports.ts';
import { exactSize } from '../../../electron/contract/sizes.ts';
import { assertNever } from '../../../electron/lib/assert-never.ts';
import { actingOf } from '../../agent-form/acting-form.ts';
import { type AgentForm, withType } from '../../agent-form/form.ts';
import { lifeFormOf } from '../../agent-form/life-form.ts';
import type { WorkspaceForm } from '../../agent-form/workspace-form.ts';

/** The form with the values of the type, and over them the choices that are remembered. */
export function withRemembered(
  form: AgentForm,
  type: UsableAgentType,
  remembered: RememberedAgent | undefined,
  facts: EngineFacts | undefined,
): AgentForm {
  const typed = withType(form, type, facts);
  if (!remembered) return typed;
  const { resources, choices, image, command } = remembered;
  const isThere = facts?.runtimes.some(({ name }) => name === remembered.runtime) ?? false;
  const runtime = isThere ? remembered.runtime : typed.isolation.runtime;
  const limited: AgentForm = {
    ...typed,
    ...(image === '' ? {} : { image, command: joinCommand(command) }),
    memory: exactSize(resources.memoryBytes),
    cpus: String(resources.cpus),
    pids: String(resources.pids),
    tmp: exactSize(remembered.tmpBytes),
    isolation: { ...typed.isolation, runtime },
  };
  if (!choices) return limited;
  const { isolation, egress } = choices;
  const filled: AgentForm = {
    ...limited,
    preset: isolation.preset,
    isolation: { ...isolation, runtime },
    egress: egress.mode,
    allowedDomains: egress.allowedDomains.join('\n'),
    sets: egress.sets,
    group: choices.group ?? '',
    ports: portMappingsText(choices.ports),
    life: lifeFormOf(choices.life),
    workspace: workspaceFormOf(typed.workspace, choices.workspace),
  };
  const { byDefault } = actingOf(filled);
  return { ...filled, acting: { acts: choices.actsWithoutAsking, against: byDefault } };
}

function workspaceFormOf(form: WorkspaceForm, workspace: Workspace): WorkspaceForm {
  switch (workspace.kind) {
    case 'volume':
      return { ...form, kind: 'volume' };
    case 'host-folder': {
      const { path, readOnly, mirrorPath, standIns } = workspace;
      const further = workspace.folders.map((folder, key) => ({ ...folder, key }));
      const folder = { path, readOnly, mirrorPath, standIns, further, masks: workspace.masks.join(', ') };
      return { ...form, kind: 'host-folder', folder };
    }
    case 'copy': {
      const { source, standIns } = workspace;
      const hidden = { standIns, masks: workspace.masks.join(', ') };
      const copy =
        source.kind === 'folder'
          ? {
              ...form.copy,
              ...hidden,
              from: source.kind,
              path: source.path,
              respectGitignore: source.respectGitignore,
            }
          : { ...form.copy, from: source.kind, url: source.url, ref: source.ref };
      return { ...form, kind: 'copy', copy };
    }
    default:
      return assertNever(workspace);
  }
}
