import type { Agent } from '../../contract/agent.ts';
import { type AgentSpec, agentNameSchema, agentSpecSchema } from '../../contract/agent-spec.ts';
import type { ContainerInspect, HostConfig } from '../docker/api.ts';
import { engineTime } from '../objects/engine-time.ts';
import { AGENT_LABEL, CONTAINER_NAME_PREFIX, SPEC_LABEL } from '../objects/labels.ts';
import { WORKSPACE_PATH } from '../objects/paths.ts';
import { describeExit } from './exit.ts';
import { type Activity, statusOf } from './status.ts';

/** While an agent is recreated its previous container waits under this suffix, to come back if that fails. */
export const PREVIOUS_SUFFIX = '-old';

const UNREADABLE = 'unreadable spec';

export interface AgentContext {
  reachable: boolean;
  activity: Activity;
  /** Whether its process limit was seen reached in this run. */
  pidsLimitHit?: boolean;
}

/** The agent that a container is. Wherever the engine reports a value, it wins over what was asked for at creation. */
export function toAgent(inspect: ContainerInspect, context: AgentContext): Agent {
  const { State, Config, HostConfig } = inspect;
  const name = agentName(inspect, context.activity);
  const limits = limitsOf(HostConfig);
  const spec = effectiveSpec(readSpec(Config.Labels[SPEC_LABEL]), name, limits);
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
    // The container runs a derived image (the person's user, certificates); people know the one that they named.
    image: spec?.image ?? Config.Image,
    createdAt: engineTime(inspect.Created) ?? 0,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(exit ? { exit } : {}),
    ...(troubles.length > 0 ? { troubles } : {}),
    limits,
    runtime: HostConfig.Runtime ?? '',
    restartCount: inspect.RestartCount,
    ...(workspaceVolume === undefined ? {} : { workspaceVolume }),
  };
}

/** Of a run that goes on; one that has ended tells the same in `exit`. */
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

/** The container that stands for its agent, when a recreation (or its crash) left two. */
export function chooseContainer(candidates: readonly ContainerInspect[]): ContainerInspect | undefined {
  const names = new Set(candidates.map((candidate) => candidate.Name));
  const isPrevious = ({ Name }: ContainerInspect) =>
    Name.endsWith(PREVIOUS_SUFFIX) && names.has(Name.slice(0, -PREVIOUS_SUFFIX.length));
  return [...candidates].sort(
    (a, b) => Number(isPrevious(a)) - Number(isPrevious(b)) || b.Created.localeCompare(a.Created),
  )[0];
}

/** From the container's name, so that `docker rename` shows; the prefix is missing when somebody took it off. */
function agentName(inspect: ContainerInspect, activity: Activity): string {
  const name = inspect.Name.replace(/^\//, '');
  const own = name.startsWith(CONTAINER_NAME_PREFIX) ? name.slice(CONTAINER_NAME_PREFIX.length) : name;
  return activity === 'recreate' && own.endsWith(PREVIOUS_SUFFIX)
    ? own.slice(0, -PREVIOUS_SUFFIX.length)
    : own;
}

/** CPUs from either way of limiting them (`--cpus` or quota and period, whose default is 100 ms). 0: unlimited. */
export function limitsOf(config: HostConfig): Agent['limits'] {
  const quota = config.CpuQuota && config.CpuQuota > 0 ? config.CpuQuota / (config.CpuPeriod || 100_000) : 0;
  return {
    memoryBytes: Math.max(0, config.Memory ?? 0),
    cpus: config.NanoCpus ? config.NanoCpus / 1e9 : quota,
    pids: Math.max(0, config.PidsLimit ?? 0),
  };
}

/** null for nonsense: labels can be written by anybody. */
export function readSpec(label: string | undefined): AgentSpec | null {
  if (!label) return null;
  try {
    return agentSpecSchema.safeParse(JSON.parse(label)).data ?? null;
  } catch {
    return null; // Not JSON.
  }
}

/** Labels never change, so a rename and new limits are only in what is in force. */
function effectiveSpec(spec: AgentSpec | null, name: string, limits: Agent['limits']): AgentSpec | null {
  if (!spec) return null;
  return {
    ...spec,
    name: agentNameSchema.safeParse(name).data ?? spec.name,
    resources: {
      memoryBytes: limits.memoryBytes || spec.resources.memoryBytes,
      cpus: limits.cpus || spec.resources.cpus,
      pids: limits.pids || spec.resources.pids,
    },
  };
}
