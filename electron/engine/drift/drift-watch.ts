import type { EngineFacts } from '../../contract/engine.ts';
import { AppFailure } from '../../contract/error.ts';
import type { Difference } from '../../contract/isolation.ts';
import type { Clock } from '../../lib/clock.ts';
import { Emitter } from '../../lib/emitter.ts';
import type { Logger } from '../../lib/logger.ts';
import { Scope } from '../../lib/scope.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { Activity } from '../directory/status.ts';
import type { EngineConnection } from '../docker/connection.ts';
import type { Engine } from '../docker/engine.ts';
import { type EventNotice, followEngineEvents } from '../docker/events.ts';
import { networksOf, unlessGone } from '../docker/networks-of.ts';
import type { EgressService } from '../egress/egress-service.ts';
import { AGENT_LABEL, ROLE_LABEL } from '../objects/labels.ts';
import { groupNetworkName, objectNames } from '../objects/object-names.ts';
import type { Operations } from '../operations/operations.ts';
import type { GroupOverrides } from '../records/group-overrides.ts';
import type { LimitOverrides } from '../records/limit-overrides.ts';
import { type DriftSubject, drift } from './drift.ts';

/**
 * One action causes several events within this time; one inspection answers all of them, and people see it within two
 * seconds.
 */
const SETTLE_MS = 150;
const RETRY_MS = 1_000;
/**
 * Events that may cause drift. Of container events only those that change compared values: consoles cause many others.
 */
const ACTIONS = ['connect', 'disconnect', 'destroy', 'update', 'start', 'rename'];

export interface DriftWatchOptions {
  connection: EngineConnection;
  facts(): EngineFacts;
  directory: AgentDirectory;
  egress: Pick<EgressService, 'state' | 'onChange'>;
  operations: Pick<Operations, 'onChange'>;
  limits: Pick<LimitOverrides, 'spec'>;
  chosenGroups: Pick<GroupOverrides, 'of'>;
  activityOf(agentId: string): Activity;
  clock: Clock;
  logger: Logger;
}

/** Watches agents on the engine for drift from their settings. */
export class DriftWatch {
  readonly changed = new Emitter<{ agentId: string; differences: Difference[] }>();
  readonly #deps: DriftWatchOptions;
  readonly #scope = new Scope();
  readonly #known = new Map<string, Difference[]>();
  readonly #scheduled = new Map<string, () => void>();
  /** The newest inspection of each agent; the result of an older one that ends later is dropped. */
  readonly #looks = new Map<string, number>();

  constructor(deps: DriftWatchOptions) {
    this.#deps = deps;
    const { connection, directory, egress, operations, clock, logger } = deps;
    this.#scope.add(() => {
      for (const cancel of this.#scheduled.values()) cancel();
      this.#scheduled.clear();
    });
    this.#scope.add(
      directory.onChange(({ upserted, removed }) => {
        for (const { id } of upserted) this.#schedule(id);
        for (const id of removed) this.#forget(id);
      }),
    );
    this.#scope.add(egress.onChange(({ agentId }) => this.#schedule(agentId)));
    this.#scope.add(
      operations.onChange(({ agentId, finishedAt }) => {
        if (agentId && finishedAt !== undefined) this.#schedule(agentId);
      }),
    );
    const filters = { type: ['network', 'container'], event: ACTIONS };
    const onNotice = (notice: EventNotice) => this.#notice(notice);
    const events = followEngineEvents({ connection, filters, clock, logger, onNotice });
    this.#scope.add(() => events.dispose());
  }

  /** Differences by agent id; agents without drift are missing. */
  list(): Record<string, Difference[]> {
    return Object.fromEntries(this.#known);
  }

  /** Inspects now; when it resolves, the known drift is what the engine reported after the call. */
  async check(agentId: string, signal: AbortSignal = this.#scope.signal): Promise<Difference[]> {
    const number = (this.#looks.get(agentId) ?? 0) + 1;
    this.#looks.set(agentId, number);
    const subject = await this.#subject(agentId, signal);
    if (!subject || this.#looks.get(agentId) !== number) return this.#known.get(agentId) ?? [];
    const differences = drift(subject);
    this.#tell(agentId, differences);
    return differences;
  }

  async dispose(): Promise<void> {
    await this.#scope.dispose();
  }

  #notice(notice: EventNotice): void {
    const { agents } = this.#deps.directory.list();
    if (notice.type === 'gap') {
      for (const { id } of agents) this.#schedule(id);
      return;
    }
    const { ID, Attributes } = notice.event.Actor;
    for (const { id, containerId, spec } of agents) {
      const names = [objectNames(id).network, ...(spec?.group ? [groupNetworkName(spec.group)] : [])];
      if (names.includes(Attributes.name ?? '') || containerId === ID || containerId === Attributes.container)
        this.#schedule(id);
    }
  }

  #schedule(agentId: string, delayMs = SETTLE_MS): void {
    if (this.#scheduled.has(agentId) || this.#scope.disposed) return;
    const cancel = this.#deps.clock.after(delayMs, () => {
      this.#scheduled.delete(agentId);
      this.check(agentId).catch((error: unknown) => {
        if (this.#scope.disposed || this.#deps.connection.state.status !== 'connected') return;
        this.#deps.logger.warn('looking for drift failed', { agentId, error });
        this.#schedule(agentId, RETRY_MS);
      });
    });
    this.#scheduled.set(agentId, cancel);
  }

  /** undefined while no comparison is possible: the app changes the agent, or the engine is unreachable. */
  async #subject(agentId: string, signal: AbortSignal): Promise<DriftSubject | undefined> {
    const { directory, connection, limits, chosenGroups, activityOf, facts } = this.#deps;
    const agent = directory.list().agents.find(({ id }) => id === agentId);
    if (!agent?.spec || agent.status === 'unreachable' || activityOf(agentId)) return undefined;
    const engine = connection.engine();
    const inspect = await engine.inspectContainer(agent.containerId, { signal });
    const [limited, group, on, own, gatewayId] = await Promise.all([
      limits.spec(agentId, inspect),
      chosenGroups.of(agentId, inspect),
      networksOf(engine, inspect, signal),
      unlessGone(engine.inspectNetwork(objectNames(agentId).network, { signal })),
      this.#expectedGateway(agentId, engine, signal),
    ]);
    const agentContainers = group === null ? new Set<string>() : await agentContainersOf(engine, signal);
    // The app may have started an operation meanwhile.
    if (!limited || activityOf(agentId)) return undefined;
    const networks = [...on.filter(({ Id }) => Id !== own?.Id), ...(own ? [own] : [])];
    const spec = { ...limited, group };
    return { agentId, spec, inspect, networks, gatewayId, facts: facts(), agentContainers };
  }

  /** The gateway's container once the app has connected it to the agent's network: earlier its absence is no drift. */
  async #expectedGateway(agentId: string, engine: Engine, signal: AbortSignal): Promise<string | undefined> {
    try {
      const { inForce, problem } = await this.#deps.egress.state(agentId);
      if (!inForce || problem !== undefined) return undefined;
    } catch (error) {
      // An agent without its own network has no gateway.
      if (error instanceof AppFailure) return undefined;
      throw error;
    }
    const gateways = await engine.listContainers({ label: [`${ROLE_LABEL}=gateway`] }, { signal });
    return gateways.find(({ State, Labels }) => State === 'running' && !Labels[AGENT_LABEL])?.Id;
  }

  #tell(agentId: string, differences: Difference[]): void {
    const before = this.#known.get(agentId) ?? [];
    if (JSON.stringify(before) === JSON.stringify(differences)) return;
    if (differences.length > 0) this.#known.set(agentId, differences);
    else this.#known.delete(agentId);
    this.changed.emit({ agentId, differences });
  }

  #forget(agentId: string): void {
    this.#scheduled.get(agentId)?.();
    this.#scheduled.delete(agentId);
    this.#looks.delete(agentId);
    this.#tell(agentId, []);
  }
}

/** Asks the engine, because the directory follows it with a delay and does not know a member that is being made. */
async function agentContainersOf(engine: Engine, signal: AbortSignal): Promise<Set<string>> {
  const containers = await engine.listContainers({ label: [AGENT_LABEL, `${ROLE_LABEL}=agent`] }, { signal });
  return new Set(containers.map(({ Id }) => Id));
}
