import { randomBytes } from 'node:crypto';
import type { EgressMode } from '../../contract/agent-spec.ts';
import type { EngineFacts } from '../../contract/engine.ts';
import { AppFailure } from '../../contract/error.ts';
import type { Posture, ProbeResult, VerificationReport } from '../../contract/isolation.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { AgentDirectory } from '../agents/directory.ts';
import { ROLE_LABEL } from '../agents/labels.ts';
import type { ContainerInspect } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { runtimeTier } from '../docker/facts.ts';
import { networksOf } from './networks-of.ts';
import { type Canary, startCanary } from './verify-canary.ts';
import { judgeContainer } from './verify-container.ts';
import { askInside, type Said } from './verify-exec.ts';
import { hostStatus } from './verify-host-status.ts';
import { judgeNetwork } from './verify-network.ts';
import {
  CLOSED_PORT,
  type NetworkSetting,
  networkTargets,
  PUBLIC_RESOLVER,
} from './verify-network-targets.ts';
import { CONTAINER_SCRIPT } from './verify-script.ts';
import { attemptsAtOnce, NODE_PROGRAM, shellProgram } from './verify-targets.ts';

/** People wait for it: what has not answered by then is inconclusive. */
const DEADLINE_MS = 25_000;
const MAXIMUM_OTHERS = 8;

export interface VerifyDeps {
  engine(): Engine;
  facts(): EngineFacts;
  directory: AgentDirectory;
  /** The egress mode in force, as far as it is known. */
  egressMode(agentId: string): Promise<EgressMode | undefined>;
  clock: Clock;
  logger: Logger;
}

/**
 * Tries from inside a running agent, as its own user, what must not work, and judges from outside. `onProbe` gets
 * each verdict as soon as it stands. Throws an `AppFailure` of type `not-running` when the agent does not run.
 */
export async function verifyIsolation(
  deps: VerifyDeps,
  agentId: string,
  onProbe: (probe: ProbeResult) => void,
  signal: AbortSignal,
): Promise<Pick<VerificationReport, 'agentId' | 'startedAt' | 'finishedAt' | 'probes'>> {
  const agent = deps.directory.get(agentId);
  if (agent.status !== 'running') throw notRunning();
  const scope = new Scope();
  const startedAt = deps.clock.now();
  const probes: ProbeResult[] = [];
  const add = (results: ProbeResult[]) => {
    for (const probe of results) {
      probes.push(probe);
      onProbe(probe);
    }
  };
  const stop = () => void scope.dispose();
  signal.addEventListener('abort', stop, { once: true });
  // The scope's own signal ends every attempt; clean-up then runs without one.
  const deadline = new AbortController();
  scope.add(deps.clock.after(DEADLINE_MS, () => deadline.abort()));
  scope.add(() => deadline.abort());
  try {
    const engine = deps.engine();
    const inspect = await engine.inspectContainer(agent.containerId, { signal });
    const look = async () =>
      await askInside(engine, inspect.Id, ['sh', '-s'], CONTAINER_SCRIPT, deadline.signal);
    const [networks, inside, outside, canary] = await Promise.all([
      networksOf(engine, inspect, signal),
      look(),
      hostStatus(inspect, deps.facts()),
      canaryOrNone(deps, scope, signal),
    ]);
    const facts = deps.facts();
    const tier = runtimeTier(inspect.HostConfig.Runtime || facts.defaultRuntime);
    const isolation = agent.spec?.isolation ?? null;
    add(judgeContainer({ inspect, networks, facts, tier, isolation, inside, outside }));
    const setting: NetworkSetting = {
      inspect,
      networks,
      canary,
      gateway: gatewayOf(inspect),
      mode: await deps.egressMode(agentId),
      others: await othersOf(deps, agentId, inspect, signal),
      name: `verify-${randomBytes(8).toString('hex')}.invalid`,
    };
    add(
      judgeNetwork(
        setting,
        await tryNetwork(engine, inspect, inside, setting, tier, deadline.signal),
        inside,
      ),
    );
    return { agentId, startedAt, finishedAt: deps.clock.now(), probes };
  } finally {
    signal.removeEventListener('abort', stop);
    await scope.dispose();
  }
}

function notRunning(): AppFailure {
  return new AppFailure({
    type: 'not-running',
    message: 'Isolation is verified from inside a running agent. Start it first.',
    actions: [{ kind: 'start-agent', label: 'Start the agent' }],
  });
}

/** Where the agent's proxy is, from the variable that tells its programs. */
function gatewayOf({ Config }: ContainerInspect): NetworkSetting['gateway'] {
  const variable = (Config.Env ?? []).find((line) => line.startsWith('HTTP_PROXY='));
  const match = /^HTTP_PROXY=http:\/\/([\w.-]+):(\d+)/.exec(variable ?? '');
  return match?.[1] && match[2] ? { host: match[1], port: Number(match[2]) } : undefined;
}

/** The gateway's image holds Node and is the app's own: the listener on the host runs from nothing else. */
async function canaryOrNone(
  deps: VerifyDeps,
  scope: Scope,
  signal: AbortSignal,
): Promise<Canary | undefined> {
  const engine = deps.engine();
  try {
    const [image] = await engine.listImages({ label: [`${ROLE_LABEL}=gateway`] }, { signal });
    return image && (await startCanary(engine, image.Id, scope, signal));
  } catch (error) {
    if (signal.aborted) throw error;
    // Without it some probes are inconclusive and say so; the others are worth having.
    deps.logger.warn('no canary on the engine host', { error });
    return undefined;
  }
}

/** Other agents wherever they are, and the gateway where it is not this agent's own. */
async function othersOf(
  { engine, directory }: VerifyDeps,
  agentId: string,
  own: ContainerInspect,
  signal: AbortSignal,
): Promise<NetworkSetting['others']> {
  const agents = directory.list().agents.filter(({ id, status }) => id !== agentId && status === 'running');
  const gateways = await engine().listContainers({ label: [`${ROLE_LABEL}=gateway`] }, { signal });
  const inspectAll = async (ids: string[]) =>
    await Promise.all(ids.map(async (id) => await engine().inspectContainer(id, { signal })));
  const ownNetworks = Object.values(own.NetworkSettings.Networks).map(({ NetworkID }) => NetworkID);
  const [gatewaysSeen, agentsSeen] = await Promise.all([
    inspectAll(gateways.map(({ Id }) => Id)),
    inspectAll(agents.slice(0, MAXIMUM_OTHERS).map(({ containerId }) => containerId)),
  ]);
  const addressesOf = ({ Name, NetworkSettings }: ContainerInspect, isGateway: boolean) =>
    Object.values(NetworkSettings.Networks)
      .filter(({ NetworkID, IPAddress }) => IPAddress && !(isGateway && ownNetworks.includes(NetworkID)))
      .slice(0, 2)
      // Closed everywhere: the refusal of a reached neighbour gives it away.
      .map(({ IPAddress = '' }) => ({
        name: Name.replace(/^\//, ''),
        address: IPAddress,
        port: CLOSED_PORT,
      }));
  return [
    ...gatewaysSeen.flatMap((each) => addressesOf(each, true)),
    ...agentsSeen.flatMap((each) => addressesOf(each, false)),
  ];
}

async function tryNetwork(
  engine: Engine,
  { Id, HostConfig }: ContainerInspect,
  inside: Said | null,
  setting: NetworkSetting,
  tier: Posture['tier'],
  signal: AbortSignal,
): Promise<Said | null> {
  const targets = networkTargets(setting);
  if (inside?.has('tool.node')) {
    const input = JSON.stringify({ targets, name: setting.name, resolver: PUBLIC_RESOLVER });
    const said = await askInside(engine, Id, ['node', '-e', NODE_PROGRAM], input, signal);
    if (said?.has('done')) return said;
  }
  // gVisor of 2022-12 dies of a dozen shell processes that wait for the network, and the agent with it.
  if (!inside || tier === 'gvisor') return null;
  const atOnce = attemptsAtOnce(HostConfig.PidsLimit ?? 0);
  const program = shellProgram(targets, setting.name, PUBLIC_RESOLVER, atOnce);
  return await askInside(engine, Id, ['sh', '-s'], program, signal);
}
