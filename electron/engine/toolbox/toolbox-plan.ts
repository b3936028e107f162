import { createHash } from 'node:crypto';
import { MIB } from '../../contract/agent-spec.ts';
import type { ContainerCreate, MountSpec } from '../docker/api.ts';
import { AGENT_LABEL, ROLE_LABEL, VERSION_LABEL } from '../objects/labels.ts';

/** Capabilities for copying whole volumes with their owners; a toolbox that reads or writes as one user needs none. */
export type ToolboxCapability = 'CHOWN' | 'DAC_OVERRIDE' | 'FOWNER';

export interface ToolboxRequest {
  /**
   * The agent that it works for, as a label: the next start finds the container by it if the app is killed before its
   * removal.
   */
  agentId?: string;
  mounts: readonly MountSpec[];
  /** `uid:gid`; an unprivileged user when absent. */
  user?: string;
  /**
   * `none` by default. `bridge` reaches everything that the engine's machine reaches, so never combine it with an
   * agent's files.
   */
  network?: 'none' | 'bridge';
  capabilities?: readonly ToolboxCapability[];
  memoryBytes?: number;
  /** The container ends by itself after this time. */
  lifetimeMs?: number;
}

const DEFAULT_LIFETIME_MS = 60 * 60_000;
const DEFAULT_MEMORY_BYTES = 1024 * MIB;

/** Tag of the toolbox's image; it changes whenever the image's contents would. */
export function toolboxImage(dockerfile: string, base: string): string {
  return `bulkhead/toolbox:${createHash('sha256').update(dockerfile).update(base).digest('hex').slice(0, 12)}`;
}

/**
 * Describes the container of a toolbox: only the given mounts, no network, no capabilities, bounded resources, removed
 * at its end. Its main process sleeps, and commands run beside it. An agent's files may attack git: hooks, filters and
 * fsmonitor of a repository run programs, and here such programs gain nothing.
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
    // HOME is set because git looks for one; the environment is explicit, so the engine's own proxy settings stay out.
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
