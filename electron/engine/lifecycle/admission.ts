import type { Agent } from '../../contract/agent.ts';
import { AppFailure } from '../../contract/error.ts';
import type { Budget, Preferences } from '../../contract/preferences.ts';
import { formatBytes } from '../../contract/sizes.ts';
import type { AgentDirectory } from '../directory/directory.ts';

/** Limits of one agent; 0 means unlimited, as in `Agent.limits`. */
export type Claim = Pick<Agent['limits'], 'memoryBytes' | 'cpus'>;

/**
 * Throws `resource-limit` when the running agents and one more with the wanted limits could together exceed the
 * person's budget. Compares limits, not usage: an admitted agent may use all of its limit.
 */
export function checkBudget(budget: Budget, running: readonly Claim[], requested: Claim): void {
  const sum = (key: keyof Claim) => running.reduce((total, claim) => total + claim[key], 0);
  checkOne('memory', budget.memoryBytes, sum('memoryBytes'), requested.memoryBytes, formatBytes);
  checkOne('CPUs', budget.cpus, sum('cpus'), requested.cpus, (cpus) => String(Math.round(cpus * 100) / 100));
}

function checkOne(
  what: 'memory' | 'CPUs',
  budget: number | null,
  used: number,
  requested: number,
  format: (amount: number) => string,
): void {
  if (budget === null || (requested > 0 && used + requested <= budget)) return;
  const left = Math.max(0, budget - used);
  throw new AppFailure({
    type: 'resource-limit',
    field: what === 'memory' ? 'resources.memoryBytes' : 'resources.cpus',
    message:
      requested === 0
        ? `This agent has no limit for ${what}, so it does not fit into your budget of ${format(budget)} for all agents. Give it a limit.`
        : `This agent may use ${format(requested)} of ${what}, but only ${format(left)} of your budget of ${format(budget)} for all agents is left. Stop another agent, lower its limit, or raise the budget.`,
    actions: [{ kind: 'open-settings', label: 'Change the budget' }],
  });
}

/** Admits agents while all of them fit into the person's budget. */
export class Admission {
  readonly #directory: Pick<AgentDirectory, 'list'>;
  readonly #preferences: { readonly current: Pick<Preferences, 'budget'> };
  /** Agents that are being created or started, and that the directory does not show as running yet. */
  readonly #claims = new Map<string, Claim>();

  constructor(options: {
    directory: Pick<AgentDirectory, 'list'>;
    preferences: { readonly current: Pick<Preferences, 'budget'> };
  }) {
    this.#directory = options.directory;
    this.#preferences = options.preferences;
  }

  /** Throws `resource-limit`. Does not count `agentId` among the running agents; undefined for a new agent. */
  check(agentId: string | undefined, requested: Claim): void {
    const running = new Map<string, Claim>(this.#claims);
    for (const { id, status, limits } of this.#directory.list().agents)
      if (isRunning(status) && !running.has(id)) running.set(id, limits);
    if (agentId !== undefined) running.delete(agentId);
    checkBudget(this.#preferences.current.budget, [...running.values()], requested);
  }

  /**
   * Checks like `check`, and counts the agent as running until the returned function is called, so that two agents
   * cannot both take the same remainder.
   */
  claim(agentId: string, { memoryBytes, cpus }: Claim): () => void {
    this.check(agentId, { memoryBytes, cpus });
    const claim = { memoryBytes, cpus };
    this.#claims.set(agentId, claim);
    return () => {
      if (this.#claims.get(agentId) === claim) this.#claims.delete(agentId);
    };
  }
}

const isRunning = (status: Agent['status']) =>
  status === 'running' || status === 'paused' || status === 'creating';
