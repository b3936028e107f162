import { createHash } from 'node:crypto';
import { MIB } from '../../contract/agent-spec.ts';
import type { ContainerCreate, MountSpec } from '../docker/api.ts';
import { AGENT_LABEL, ROLE_LABEL, VERSION_LABEL } from '../objects/labels.ts';

/** Rights that copying whole volumes with their owners needs; a toolbox that reads or writes as one user needs none. */
export type ToolboxCapability = 'CHOWN' | 'DAC_OVERRIDE' | 'FOWNER';

export interface ToolboxRequest {
  /** The agent that it works for: by this the next start finds it, if the app is killed before it is removed. */
  agentId?: string;
  mounts: readonly MountSpec[];
  /** `uid:gid`; nobody in particular when left out. */
  user?: string;
  /** `none` unless asked. With `bridge` it reaches whatever the engine's machine reaches: never with an agent's files. */
  network?: 'none' | 'bridge';
  capabilities?: readonly ToolboxCapability[];
  memoryBytes?: number;
  /** The container ends by itself after this long. */
  lifetimeMs?: number;
}

const DEFAULT_LIFETIME_MS = 60 * 60_000;
const DEFAULT_MEMORY_BYTES = 1024 * MIB;

/** Changes whenever the image would. */
export function toolboxImage(dockerfile: string, base: string): string {
  return `bulkhead/toolbox:${createHash('sha256').update(dockerfile).update(base).digest('hex').slice(0, 12)}`;
}

/**
 * The container of a toolbox: nothing but what is mounted, no network, no rights, limited, gone when it ends. It only
 * sleeps; commands run beside that. An agent's files are hostile to git: hooks, filters and fsmonitor of a repository
 * run programs, and here these get nothing.
 */
export function toolboxContainer(image: string, version: string, request: ToolboxRequest): ContainerCreate {
  const { agentId, mounts, memoryBytes = DEFAULT_MEMORY_BYTES, lifetimeMs = DEFAULT_LIFETIME_MS } = request;
  return {
    Image: image,
    Hostname: 'toolbox',
    User: request.user ?? '65534:65534',
    Entrypoint: [],
    Cmd: ['sleep', String(Math.ceil(lifetimeMs / 1000))],
    WorkingDir: '/',
    // git would look for a home; nothing of the engine's own proxy settings may come in either.
    Env: ['HOME=/tmp', 'LC_ALL=C.UTF-8', 'GIT_CONFIG_NOSYSTEM=1', 'GIT_TERMINAL_PROMPT=0'],
    Labels: {
      ...(agentId === undefined ? {} : { [AGENT_LABEL]: agentId }),
      [ROLE_LABEL]: 'toolbox',
      [VERSION_LABEL]: version,
    },
    HostConfig: {
      NetworkMode: request.network ?? 'none',
      Mounts: [...mounts],
      AutoRemove: true,
      ReadonlyRootfs: true,
      Tmpfs: { '/tmp': 'rw,noexec,nosuid,nodev,size=67108864,mode=1777' },
      CapDrop: ['ALL'],
      ...(request.capabilities?.length ? { CapAdd: [...request.capabilities] } : {}),
      SecurityOpt: ['no-new-privileges'],
      Init: true,
      Memory: memoryBytes,
      MemorySwap: memoryBytes,
      PidsLimit: 128,
      LogConfig: { Type: 'none', Config: {} },
    },
  };
}
