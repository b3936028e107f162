import { randomBytes } from 'node:crypto';
import type { Agent } from '../../contract/agent.ts';
import type { AgentSpec } from '../../contract/agent-spec.ts';
import { AppFailure } from '../../contract/error.ts';
import type { LiveChange, RecreateChange } from '../../contract/isolation.ts';
import type { Operation } from '../../contract/operation.ts';
import type { Clock } from '../../lib/clock.ts';
import { Semaphore } from '../../lib/semaphore.ts';
import type { Consent } from '../consent/consent.ts';
import type { ImageProvider } from '../images/provide-image.ts';
import { objectNames } from '../objects/object-names.ts';
import { type Subnet, subnetOf } from '../objects/subnet.ts';
import type { Operations } from '../operations/operations.ts';
import { refuseWhileBusy } from '../operations/refuse-while-busy.ts';
import type { Step } from '../operations/run-steps.ts';
import { type ExistingAgent, type ExistingAgentDeps, readExistingAgent } from '../records/existing-agent.ts';
import { LimitOverrides } from '../records/limit-overrides.ts';
import { keepsValues } from '../secrets/credentials-in-force.ts';
import { FOLDER_FIELD } from '../workspace/check-folder.ts';
import { type ChangeGroupDeps, changeGroup } from './change-group.ts';
import { type AgentLimits, type CheckDeps, type CheckInput, checkAgent, settledSpec } from './check-agent.ts';
import { checkIsolation, checkResources } from './check-spec.ts';
import { type CreateDeps, createSteps, type Origin } from './create-steps.ts';
import { checkMemoryInUse, lowersMemory, unreclaimableBytes, updateFor } from './live-update.ts';
import { type RecreateDeps, type Restoration, recreateSteps } from './recreate-steps.ts';

export type ProvisionDeps = CheckDeps &
  CreateDeps &
  RecreateDeps &
  ChangeGroupDeps &
  ExistingAgentDeps & {
    images: ImageProvider;
    /** Asks the person to confirm the parts of a new agent that a window may not decide alone. */
    consent: Consent;
    /** Checks like `admit`, and counts the agent as running until the returned function is called. */
    claim?(agentId: string, limits: AgentLimits): () => void;
  };

/**
 * Limit of parallel creations. Measured: a higher limit slows the engine (20 agents: 4 at once 6.5 s, 20 at once 6.9
 * s).
 */
const AT_ONCE = 4;

/**
 * Starts the operations that create and change agents. Every method checks first, and throws before it changes
 * anything.
 */
export class AgentProvisioner {
  readonly #deps: ProvisionDeps;
  readonly #operations: Operations;
  readonly #clock: Clock;
  readonly #queue = new Semaphore(AT_ONCE);
  readonly #limits: LimitOverrides;

  constructor(options: { deps: ProvisionDeps; operations: Operations; clock: Clock }) {
    this.#deps = options.deps;
    this.#operations = options.operations;
    this.#clock = options.clock;
    this.#limits = new LimitOverrides(options.deps.engine);
  }

  async create(input: CheckInput, signal: AbortSignal): Promise<Operation> {
    const spec = await checkAgent(this.#deps, input, signal, this.#deps.consent);
    return this.#create(spec, input.seccompProfile);
  }

  /** Checks an agent that is created later, whatever runs now, and asks the person all that its creation would ask. */
  async agree(input: CheckInput, signal: AbortSignal): Promise<AgentSpec> {
    const { admit: _runsLater, ...deps } = this.#deps;
    return await checkAgent(deps, input, signal, this.#deps.consent);
  }

  /** Creates an agent as `agree` returned it. */
  async createAgreed(input: CheckInput, signal: AbortSignal): Promise<Operation> {
    const confirmed = [...input.confirmed, FOLDER_FIELD];
    return this.#create(await checkAgent(this.#deps, { ...input, confirmed }, signal), undefined);
  }

  /** Creates the sandbox of a sign-in, which is none of the person’s agents. */
  async createForSignIn(spec: AgentSpec, signal: AbortSignal): Promise<Operation> {
    const input = { spec, confirmed: [] };
    const checked = await checkAgent(this.#deps, input, signal, this.#deps.consent);
    return this.#create(checked, undefined, undefined, {
      kind: 'sign-in',
      title: `Sandbox of a sign-in, ${spec.name}`,
    });
  }

  /** Creates another agent with the same spec (environment values included) and new volumes. */
  async duplicate(agentId: string, name: string, signal: AbortSignal): Promise<Operation> {
    const existing = await readExistingAgent(this.#deps, agentId, signal);
    const { seccompProfile } = existing;
    const input = { spec: copyOf(existing, name), seccompProfile, confirmed: [FOLDER_FIELD] };
    return this.#create(await checkAgent(this.#deps, input, signal), seccompProfile);
  }

  /** Creates a new container for the agent. Throws `conflict` while another operation works on the agent. */
  async recreate(agentId: string, change: RecreateChange, signal: AbortSignal): Promise<Operation> {
    refuseWhileBusy(this.#operations, agentId);
    const existing = await readExistingAgent(this.#deps, agentId, signal);
    const { actsWithoutAsking = existing.spec.actsWithoutAsking } = change;
    const spec: AgentSpec = {
      ...(await settledSpec(this.#deps, { ...existing.spec, actsWithoutAsking }, signal)),
      isolation: { ...existing.spec.isolation, ...defined(change.isolation) },
      resources: { ...existing.spec.resources, ...defined(change.resources ?? {}) },
    };
    if (change.keepWritableLayer && keepsValues(existing.created)) throw snapshotWithValue();
    const seccompProfile = change.seccompProfile ?? existing.seccompProfile;
    checkResources(spec.resources, this.#deps.facts());
    if (change.resources && existing.inspect.State.Running) this.#deps.admit?.(agentId, spec.resources);
    checkIsolation(spec, this.#deps.facts(), seccompProfile);
    const subnet = await this.#subnetOf(agentId, signal);
    refuseWhileBusy(this.#operations, agentId);
    const steps = recreateSteps(this.#deps, {
      existing,
      spec,
      subnet,
      keepWritableLayer: change.keepWritableLayer,
      at: this.#clock.now(),
      ...(seccompProfile === undefined ? {} : { seccompProfile }),
    });
    const title = `Recreate agent ${spec.name}`;
    return this.#operations.start({ kind: 'recreate', title, agentId, steps, queue: this.#queue });
  }

  /**
   * Creates a new container for the agent from the layer and the files of `plan`, with the agent's settings. Throws
   * `conflict` while another operation works on the agent.
   */
  async restore(
    agentId: string,
    plan: (existing: ExistingAgent, at: number) => { title: string; restore: Restoration; last: Step },
    signal: AbortSignal,
  ): Promise<Operation> {
    refuseWhileBusy(this.#operations, agentId);
    const existing = await readExistingAgent(this.#deps, agentId, signal);
    const subnet = await this.#subnetOf(agentId, signal);
    const at = this.#clock.now();
    const { title, restore, last } = plan(existing, at);
    refuseWhileBusy(this.#operations, agentId);
    const { spec, seccompProfile } = existing;
    const steps = recreateSteps(this.#deps, {
      existing,
      spec,
      subnet,
      restore,
      at,
      keepWritableLayer: true,
      ...(seccompProfile === undefined ? {} : { seccompProfile }),
    });
    return this.#operations.start({
      kind: 'restore',
      title,
      agentId,
      queue: this.#queue,
      steps: [...steps, last],
    });
  }

  /** Creates another agent with this agent's settings, from the layer and the files of `origin`. */
  async fork(agentId: string, name: string, origin: Origin, signal: AbortSignal): Promise<Operation> {
    const existing = await readExistingAgent(this.#deps, agentId, signal);
    const { seccompProfile } = existing;
    const input = { spec: copyOf(existing, name), seccompProfile, confirmed: [FOLDER_FIELD] };
    return this.#create(await checkAgent(this.#deps, input, signal), seccompProfile, origin);
  }

  /** Moves an agent to another group, or out of its group (null); resolves when that is in force. */
  async changeGroup(agentId: string, group: string | null, signal: AbortSignal): Promise<void> {
    refuseWhileBusy(this.#operations, agentId);
    await changeGroup(this.#deps, { agentId, group }, signal);
  }

  /** Changes limits of a running container; resolves when they are in force. */
  async update(agentId: string, change: LiveChange['resources'], signal: AbortSignal): Promise<void> {
    const agent = this.#deps.agents().find(({ id }) => id === agentId);
    if (!agent) throw new AppFailure({ type: 'not-found', message: 'This agent no longer exists.' });
    checkResources(change, this.#deps.facts());
    const limits = { ...agent.limits, ...defined(change) };
    if (isLive(agent) && (limits.memoryBytes > agent.limits.memoryBytes || limits.cpus > agent.limits.cpus))
      this.#deps.admit?.(agentId, limits);
    const engine = this.#deps.engine();
    if (change.memoryBytes !== undefined && lowersMemory(agent, change)) {
      const { memory_stats } = await engine.stats(agent.containerId, { signal });
      checkMemoryInUse(change.memoryBytes, unreclaimableBytes(memory_stats));
    }
    await engine.updateContainer(agent.containerId, updateFor(change), { signal });
    const inspect = await engine.inspectContainer(agent.containerId, { signal });
    const spec = await this.#limits.spec(agentId, inspect);
    if (spec) await this.#limits.remember(agentId, inspect, { ...spec.resources, ...defined(change) });
    // Who reads the agent next, sees the change.
    await this.#deps.directory.refresh(agentId, signal);
  }

  #create(
    spec: AgentSpec,
    seccompProfile: string | undefined,
    origin?: Origin,
    shown: Pick<Operation, 'kind' | 'title'> = { kind: 'create', title: `Create agent ${spec.name}` },
  ): Operation {
    const agentId = randomBytes(6).toString('hex');
    const steps = createSteps(this.#deps, {
      agentId,
      spec,
      ...(seccompProfile === undefined ? {} : { seccompProfile }),
      ...(origin ? { origin } : {}),
    });
    const release = this.#deps.claim?.(agentId, spec.resources);
    const operation = this.#operations.start({ ...shown, agentId, steps, queue: this.#queue });
    if (release) void this.#operations.ended(operation.id).then(release, release);
    return operation;
  }

  async #subnetOf(agentId: string, signal: AbortSignal): Promise<Subnet> {
    const network = await this.#deps.engine().inspectNetwork(objectNames(agentId).network, { signal });
    const subnet = subnetOf(network.IPAM.Config?.[0]?.Subnet);
    if (subnet) return subnet;
    throw new AppFailure({
      type: 'network-error',
      message: 'The agent’s network is not as Bulkhead made it: duplicate the agent instead.',
    });
  }
}

function snapshotWithValue(): AppFailure {
  return new AppFailure({
    type: 'invalid-input',
    field: 'keepWritableLayer',
    message:
      'The agent has a secret in its environment, and a snapshot would keep its value in an image. Go on without keeping files written outside volumes.',
  });
}
const isLive = ({ status }: Agent) => status === 'running' || status === 'paused';

/** Removes keys whose value is undefined, because a spread of them would overwrite existing values. */
function defined<T extends object>(change: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** The spec of a further agent like this one. A grant to use the app is the person's, for one agent. */
function copyOf({ spec }: ExistingAgent, name: string): AgentSpec {
  const { mcp: _ofTheOther, ...egress } = spec.egress;
  return { ...spec, name, egress };
}
