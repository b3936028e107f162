import type { Agent } from '../../contract/agent.ts';
import { type AgentSpec, agentNameSchema, agentSpecSchema } from '../../contract/agent-spec.ts';
import { groupNameSchema } from '../../contract/group.ts';
import type { ContainerInspect, HostConfig } from '../docker/api.ts';
import { engineTime } from '../objects/engine-time.ts';
import { AGENT_LABEL, CONTAINER_NAME_PREFIX, SPEC_LABEL } from '../objects/labels.ts';
import { groupOfNetwork } from '../objects/object-names.ts';
import { WORKSPACE_PATH } from '../objects/paths.ts';
import { describeExit } from './exit.ts';
import { type Activity, statusOf } from './status.ts';

/**
 * Suffix of the previous container's name during a recreation, which renames it back on failure. It holds the agent's
 * id, so that no name that a person chose is taken for it when a crash left the container so.
 */
export const previousSuffix = (agentId: string) => `-old-${agentId}`;

const UNREADABLE = 'unreadable spec';

export interface AgentContext {
  reachable: boolean;
  activity: Activity;
  /** Whether this run has reached its process limit. */
  pidsLimitHit?: boolean;
  /** Whether a sign-in runs in it now. */
  forSignIn?: boolean;
}

/** Converts a container to its agent. Values that the engine reports win over those requested at creation. */
export function toAgent(inspect: ContainerInspect, context: AgentContext): Agent {
  const { State, Config, HostConfig } = inspect;
  const name = agentName(inspect);
  const limits = limitsOf(HostConfig);
  const spec = effectiveSpec(readSpec(Config.Labels[SPEC_LABEL]), inspect, name, limits);
  const startedAt = State.Running ? engineTime(State.StartedAt) : undefined;
  const exit = describeExit(State, { pidsLimitHit: context.pidsLimitHit === true });
  const troubles = troublesOf(State, context);
  const workspaceVolume = inspect.Mounts.find(
    (mount) => mount.Type === 'volume' && mount.Destination === WORKSPACE_PATH,
  )?.Name;
  return {
    id: agentIdOf(inspect),
    containerId: inspect.Id,
    name,
    status: statusOf(State, context),
    spec,
    ...(spec ? {} : { specProblem: UNREADABLE }),
    // The container runs a derived image (the person's user, certificates); the window shows the image that the person
    // named.
    image: spec?.image ?? Config.Image,
    createdAt: engineTime(inspect.Created) ?? 0,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(exit ? { exit } : {}),
    ...(troubles.length > 0 ? { troubles } : {}),
    limits,
    runtime: HostConfig.Runtime ?? '',
    restartCount: inspect.RestartCount,
    ...(workspaceVolume === undefined ? {} : { workspaceVolume }),
    ...(context.forSignIn ? { forSignIn: true } : {}),
  };
}

/** Troubles of a run that continues; for an ended run, `exit` reports them. */
function troublesOf(state: ContainerInspect['State'], context: AgentContext): NonNullable<Agent['troubles']> {
  if (!state.Running) return [];
  return [
    ...(state.OOMKilled ? (['out-of-memory'] as const) : []),
    ...(context.pidsLimitHit ? (['process-limit'] as const) : []),
  ];
}

export function agentIdOf(inspect: ContainerInspect): string {
  return inspect.Config.Labels[AGENT_LABEL] ?? '';
}

/**
 * Chooses the container of an agent when a recreation (or its crash) left two: the new one, but after a recreation that
 * was cut off before the new one ever ran, the previous one. What else belongs to the agent is as the previous one knows
 * it then.
 */
export function chooseContainer(
  candidates: readonly ContainerInspect[],
  activity: Activity,
): ContainerInspect | undefined {
  const rank = (each: ContainerInspect) => {
    if (each.Name.endsWith(previousSuffix(agentIdOf(each)))) return 1;
    return activity === undefined && each.State.Status === 'created' ? 2 : 0;
  };
  return [...candidates].sort((a, b) => rank(a) - rank(b) || b.Created.localeCompare(a.Created))[0];
}

/** Reads the name from the container, so that `docker rename` shows; a rename by hand may have removed the prefix. */
function agentName(inspect: ContainerInspect): string {
  const name = inspect.Name.replace(/^\//, '');
  const own = name.startsWith(CONTAINER_NAME_PREFIX) ? name.slice(CONTAINER_NAME_PREFIX.length) : name;
  const suffix = previousSuffix(agentIdOf(inspect));
  return own.endsWith(suffix) ? own.slice(0, -suffix.length) : own;
}

/**
 * Reads CPUs from both ways of limiting them (`--cpus`, or quota and period, whose default is 100 ms). 0: unlimited.
 */
export function limitsOf(config: HostConfig): Agent['limits'] {
  const quota = config.CpuQuota && config.CpuQuota > 0 ? config.CpuQuota / (config.CpuPeriod || 100_000) : 0;
  return {
    memoryBytes: Math.max(0, config.Memory ?? 0),
    cpus: config.NanoCpus ? config.NanoCpus / 1e9 : quota,
    pids: Math.max(0, config.PidsLimit ?? 0),
  };
}

/** Returns null for an invalid label: any program with access to the engine can write labels. */
export function readSpec(label: string | undefined): AgentSpec | null {
  if (!label) return null;
  try {
    return agentSpecSchema.safeParse(JSON.parse(label)).data ?? null;
  } catch {
    // The label holds no JSON.
    return null;
  }
}

/** Merges the name, the group and the limits in force into the spec, because a container's labels never change. */
function effectiveSpec(
  spec: AgentSpec | null,
  { NetworkSettings }: ContainerInspect,
  name: string,
  limits: Agent['limits'],
): AgentSpec | null {
  if (!spec) return null;
  const groups = Object.keys(NetworkSettings.Networks).flatMap((network) => groupOfNetwork(network) ?? []);
  const group = groups.find((each) => each === spec.group) ?? groups[0];
  return {
    ...spec,
    name: agentNameSchema.safeParse(name).data ?? spec.name,
    group: groupNameSchema.safeParse(group).data ?? null,
    resources: {
      memoryBytes: limits.memoryBytes || spec.resources.memoryBytes,
      cpus: limits.cpus || spec.resources.cpus,
      pids: limits.pids || spec.resources.pids,
    },
  };
}
