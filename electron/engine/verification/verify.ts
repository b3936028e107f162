import { randomBytes } from 'node:crypto';
import type { Decision } from '../../contract/egress.ts';
import type { EgressMode } from '../../contract/egress-mode.ts';
import type { EngineFacts } from '../../contract/engine.ts';
import { AppFailure } from '../../contract/error.ts';
import type { Posture, ProbeResult, VerificationReport } from '../../contract/isolation.ts';
import { METADATA, VERIFICATION_TRIES_MS, verificationHost } from '../../contract/verification-host.ts';
import { type Clock, delay } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { ContainerInspect, NetworkInspect } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { runtimeTier } from '../docker/facts.ts';
import { networksOf } from '../docker/networks-of.ts';
import { type InsideReport, runInside } from '../docker/run-inside.ts';
import type { Audit } from '../egress/audit/audit.ts';
import { ROLE_LABEL } from '../objects/labels.ts';
import type { Doors } from './doors.ts';
import { type Canary, startCanary } from './verify-canary.ts';
import { judgeContainer } from './verify-container.ts';
import { prepareDoorTrial } from './verify-doors.ts';
import { neighboursOf, sharedGroupOf } from './verify-group.ts';
import { hostStatus } from './verify-host-status.ts';
import { prepareMcpTrial } from './verify-mcp.ts';
import { judgeNetwork } from './verify-network.ts';
import { type NetworkSetting, networkTargets, PUBLIC_RESOLVER } from './verify-network-targets.ts';
import { CONTAINER_SCRIPT } from './verify-script.ts';
import { type Hidden, huntSecrets } from './verify-secrets.ts';
import { attemptsAtOnce, NODE_PROGRAM, shellProgram } from './verify-targets.ts';
import { type Trial, tryTunnel } from './verify-tunnel.ts';
import { isAbout, judgeAudit, judgeForwarding, judgeTunnel, type TunnelTrial } from './verify-witness.ts';

const MAXIMUM_OTHERS = 8;
const AUDIT_WAITS_MS = 2_000;
const AUDIT_READ = 10_000;

export interface VerifyDeps {
  engine(): Engine;
  facts(): EngineFacts;
  directory: AgentDirectory;
  /** The egress mode in force, if known. */
  egressMode(agentId: string): Promise<EgressMode | undefined>;
  /** The gateway's decisions about an agent; absent without an audit. */
  audit?: Pick<Audit, 'agent'>;
  /** The agent's values that only the gateway may have; absent without a secret store. */
  hidden?(agentId: string): Promise<Hidden[]>;
  /** The group that the person chose for an agent; absent without groups. */
  groupOf?(agentId: string, inspect: ContainerInspect): Promise<string | null>;
  /** Absent without a gateway. */
  trial?: Trial;
  /** Absent where this host answers no programs. */
  doors?: Doors;
  /** Whether a person granted the agent the MCP server of this host; absent: nobody did. */
  mayUseMcp?(agentId: string): boolean;
  clock: Clock;
  logger: Logger;
}

/**
 * Tries forbidden actions inside a running agent, as its own user, and judges them from outside. `onProbe` gets each
 * verdict as soon as it is final. Throws an `AppFailure` of type `not-running` when the agent does not run.
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
  // The scope's signal ends every attempt; the clean-up then runs without a signal.
  const deadline = new AbortController();
  scope.add(deps.clock.after(VERIFICATION_TRIES_MS, () => deadline.abort()));
  scope.add(() => deadline.abort());
  try {
    const engine = deps.engine();
    const inspect = await engine.inspectContainer(agent.containerId, { signal });
    const auditBefore = (await deps.audit?.agent(agentId))?.next ?? 0;
    const inspectAgain = async () =>
      await runInside(engine, inspect.Id, ['sh', '-s'], CONTAINER_SCRIPT, deadline.signal);
    const [networks, inside, outside, canary, doors] = await Promise.all([
      networksOf(engine, inspect, signal),
      inspectAgain(),
      hostStatus(inspect, deps.facts()),
      canaryOrNone(deps, scope, signal),
      deps.doors && prepareDoorTrial(deps.doors, deadline.signal),
    ]);
    if (doors) scope.add(() => doors.end());
    const mcp = deps.doors && prepareMcpTrial(deps.doors, deps.mayUseMcp?.(agentId) === true);
    if (mcp) scope.add(() => mcp.end());
    const facts = deps.facts();
    const tier = runtimeTier(inspect.HostConfig.Runtime || facts.defaultRuntime);
    const isolation = agent.spec?.isolation ?? null;
    add(judgeContainer({ inspect, networks, facts, tier, isolation, inside, outside }));
    add(await secretsOf(deps, agentId, inspect, deadline.signal));
    const group = (await deps.groupOf?.(agentId, inspect)) ?? null;
    const setting: NetworkSetting = {
      inspect,
      networks,
      canary,
      doors,
      mcp,
      gateway: gatewayOf(inspect),
      mode: await deps.egressMode(agentId),
      others: await othersOf(deps, agentId, inspect, group, signal),
      group,
      name: verificationHost(randomBytes(8).toString('hex')),
    };
    const report = await tryNetwork(engine, inspect, inside, setting, tier, deadline.signal);
    add(judgeNetwork(setting, report, inside));
    add([judgeForwarding(await gatewayForwards(engine, networks, signal))]);
    if (setting.gateway) {
      add([
        judgeAudit(report, await decisionsSince(deps, agentId, auditBefore, setting.name, signal), setting),
      ]);
      const trial = await tunnelOf(deps, agentId, setting, inside, tier, scope, deadline.signal);
      add([judgeTunnel(trial)]);
    }
    return { agentId, startedAt, finishedAt: deps.clock.now(), probes };
  } finally {
    signal.removeEventListener('abort', stop);
    await scope.dispose();
  }
}

/** The forwarding setting of the gateway's kernel; undefined while no gateway serves this agent. */
async function gatewayForwards(
  engine: Engine,
  networks: readonly NetworkInspect[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const gateways = await engine.listContainers({ label: [`${ROLE_LABEL}=gateway`] }, { signal });
  const members = new Set(networks.flatMap(({ Containers }) => Object.keys(Containers ?? {})));
  const gateway = gateways.find(({ Id, State }) => State === 'running' && members.has(Id));
  if (!gateway) return undefined;
  const program = `console.log('forward\\t' + require('fs').readFileSync('/proc/sys/net/ipv4/ip_forward'))`;
  return (await runInside(engine, gateway.Id, ['node', '-e', program], '', signal))?.get('forward');
}

/** Waits a moment, because the gateway reports a decision after its answer. undefined without an audit. */
async function decisionsSince(
  { audit, clock }: VerifyDeps,
  agentId: string,
  from: number,
  host: string,
  signal: AbortSignal,
): Promise<Decision[] | undefined> {
  if (!audit) return undefined;
  const recorded = await audit.agent(agentId);
  const until = clock.monotonic() + AUDIT_WAITS_MS;
  for (;;) {
    const { decisions } = recorded.read(from, AUDIT_READ);
    const all = [host, METADATA].every((each) => decisions.some((decision) => isAbout(decision, each)));
    if (all || clock.monotonic() >= until) return decisions;
    await delay(clock, 50, signal);
  }
}

async function secretsOf(
  { engine, hidden, logger }: VerifyDeps,
  agentId: string,
  inspect: ContainerInspect,
  signal: AbortSignal,
): Promise<ProbeResult[]> {
  try {
    return await huntSecrets(engine(), inspect, (await hidden?.(agentId)) ?? [], signal);
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error;
    // A failing secret source is not this probe's failure: without a value there is nothing to find.
    logger.warn('credentials could not be looked for', { agentId, error });
    return [];
  }
}

async function tunnelOf(
  { engine, trial, clock, logger }: VerifyDeps,
  agentId: string,
  { canary, gateway, mode, inspect }: NetworkSetting,
  inside: InsideReport | null,
  tier: Posture['tier'],
  scope: Scope,
  signal: AbortSignal,
): Promise<TunnelTrial> {
  const notTried = (why: string): TunnelTrial => ({ kind: 'not-tried', why });
  if (mode === 'off') return notTried('Egress is Off: there is no tunnel to cut.');
  if (!trial || !gateway || mode === undefined) return notTried('There is no gateway to be told.');
  if (!canary) return notTried('No listener could be started on the engine’s host to lead it to.');
  if (!inside || (tier === 'gvisor' && !inside.has('tool.node')))
    return notTried('The image has no program that can hold a tunnel.');
  const setting = { agentId, containerId: inspect.Id, gateway, canary, inside };
  try {
    return await tryTunnel({ engine: engine(), trial, clock }, setting, scope, signal);
  } catch (error) {
    if (signal.aborted) return notTried('There was no time left to try it.');
    if (!(error instanceof AppFailure)) throw error;
    logger.warn('a tunnel could not be tried', { agentId, error });
    return notTried('The gateway could not be told of a rule.');
  }
}

function notRunning(): AppFailure {
  return new AppFailure({
    type: 'not-running',
    message: 'Isolation is verified from inside a running agent. Start it first.',
    actions: [{ kind: 'start-agent', label: 'Start the agent' }],
  });
}

/** Address of the agent's proxy, from its environment. */
function gatewayOf({ Config }: ContainerInspect): NetworkSetting['gateway'] {
  const variable = (Config.Env ?? []).find((line) => line.startsWith('HTTP_PROXY='));
  const match = /^HTTP_PROXY=http:\/\/([\w.-]+):(\d+)/.exec(variable ?? '');
  return match?.[1] && match[2] ? { host: match[1], port: Number(match[2]) } : undefined;
}

/** The canary runs only from the gateway's image, which contains Node and is the app's own. */
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
    // Without the canary some probes are inconclusive; the others still count.
    deps.logger.warn('no canary on the engine host', { error });
    return undefined;
  }
}

/** Addresses of all other agents, and of the gateway on other agents' networks. */
async function othersOf(
  { engine, directory, groupOf }: VerifyDeps,
  agentId: string,
  own: ContainerInspect,
  group: string | null,
  signal: AbortSignal,
): Promise<NetworkSetting['others']> {
  const agents = directory.list().agents.filter(({ id, status }) => id !== agentId && status === 'running');
  const gateways = await engine().listContainers({ label: [`${ROLE_LABEL}=gateway`] }, { signal });
  const inspect = async (id: string) => await engine().inspectContainer(id, { signal });
  const ownNetworks = Object.values(own.NetworkSettings.Networks).map(({ NetworkID }) => NetworkID);
  const neighbours = await Promise.all([
    ...gateways.map(async ({ Id }) =>
      neighboursOf(await inspect(Id), { leftOut: (networkId) => ownNetworks.includes(networkId) }),
    ),
    ...agents.slice(0, MAXIMUM_OTHERS).map(async (agent) => {
      const inspected = await inspect(agent.containerId);
      return neighboursOf(inspected, { sharedGroup: await sharedGroupOf(groupOf, group, agent, inspected) });
    }),
  ]);
  return neighbours.flat();
}

async function tryNetwork(
  engine: Engine,
  { Id, HostConfig }: ContainerInspect,
  inside: InsideReport | null,
  setting: NetworkSetting,
  tier: Posture['tier'],
  signal: AbortSignal,
): Promise<InsideReport | null> {
  const targets = networkTargets(setting);
  if (inside?.has('tool.node')) {
    const input = JSON.stringify({ targets, name: setting.name, resolver: PUBLIC_RESOLVER });
    const report = await runInside(engine, Id, ['node', '-e', NODE_PROGRAM], input, signal);
    if (report?.has('done')) return report;
  }
  // gVisor of 2022-12, and the agent with it, dies of a dozen shell processes that wait for the network.
  if (!inside || tier === 'gvisor') return null;
  const atOnce = attemptsAtOnce(HostConfig.PidsLimit ?? 0);
  const program = shellProgram(targets, setting.name, PUBLIC_RESOLVER, atOnce);
  return await runInside(engine, Id, ['sh', '-s'], program, signal);
}
