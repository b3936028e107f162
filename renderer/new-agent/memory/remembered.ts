import type { AgentSpec, Workspace } from '../../../electron/contract/agent-spec.ts';
import { looksLikeKey } from '../../../electron/contract/key-looks.ts';
import type { RememberedAgent } from '../../../electron/contract/new-agent-memory.ts';

/** Older choices are forgotten. */
const KEPT = 60;
/** As many as there are keys for them. */
const RECENT_PROJECTS = 5;

export interface RecentProject {
  /** A folder, or the address of a repository. */
  project: string;
  /** The type of its last agent. */
  type: string;
  /** Short, for a button: "webshop", or "shops/webshop" beside another of that name. */
  label: string;
}

/** The project of a workspace: a host folder, or what is copied; empty for a volume. */
export function projectOf(workspace: Workspace): string {
  if (workspace.kind === 'volume') return '';
  if (workspace.kind === 'host-folder') return workspace.path;
  return workspace.source.kind === 'folder' ? workspace.source.path : workspace.source.url;
}

/** The memory with the choices of an agent that is being made. */
export function remember(memory: readonly RememberedAgent[], spec: AgentSpec, at: number): RememberedAgent[] {
  const project = projectOf(spec.workspace);
  const isCustom = spec.type === 'custom';
  const { type, resources, isolation, egress, workspace, group, ports, life } = spec;
  const entry: RememberedAgent = {
    type,
    project,
    at,
    resources,
    tmpBytes: isolation.tmpBytes,
    runtime: isolation.runtime,
    image: isCustom ? spec.image : '',
    command: isCustom && !spec.command.some(looksLikeKey) ? spec.command : [],
    ...(project === ''
      ? {}
      : {
          choices: {
            workspace,
            group,
            ports,
            life,
            actsWithoutAsking: spec.actsWithoutAsking,
            egress: { mode: egress.mode, allowedDomains: egress.allowedDomains, sets: egress.sets },
            // The profile of a person's own is in a file that may have changed.
            isolation: {
              ...isolation,
              ...(isolation.seccomp.kind === 'custom' ? { seccomp: { kind: 'default' as const } } : {}),
            },
          },
        }),
  };
  const others = memory.filter((other) => other.type !== type || other.project !== project);
  return [entry, ...others].slice(0, KEPT);
}

/** The last choices for the type in the project. */
export function recall(
  memory: readonly RememberedAgent[],
  type: string,
  project: string,
): RememberedAgent | undefined {
  return memory.find((entry) => entry.type === type && entry.project === project);
}

/** The projects of the last agents, the newest first. */
export function recentProjects(memory: readonly RememberedAgent[]): RecentProject[] {
  const newest = new Map<string, RememberedAgent>();
  for (const entry of memory)
    if (entry.project !== '' && !newest.has(entry.project)) newest.set(entry.project, entry);
  const shown = [...newest.values()].slice(0, RECENT_PROJECTS);
  const names = shown.map(({ project }) => lastParts(project, 1));
  return shown.map(({ project, type }, index) => {
    const name = names[index] ?? project;
    const isShared = names.filter((other) => other === name).length > 1;
    return { project, type, label: isShared ? lastParts(project, 2) : name };
  });
}

function lastParts(path: string, count: number): string {
  const parts = path.split(/[/\\]/).filter((part) => part !== '');
  return (
    parts
      .slice(-count)
      .join('/')
      .replace(/\.git$/, '') || path
  );
}
