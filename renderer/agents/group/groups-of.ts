import type { Agent } from '../../../electron/contract/agent.ts';

/** Every group in use, each once, in order. */
export function groupsOf(agents: readonly Pick<Agent, 'spec'>[]): string[] {
  return [...new Set(agents.flatMap(({ spec }) => spec?.group ?? []))].sort((one, other) =>
    one.localeCompare(other),
  );
}
