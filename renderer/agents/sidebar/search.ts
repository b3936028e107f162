import type { Agent } from '../../../electron/contract/agent.ts';

/** Whether an agent matches a search: every word occurs in its name, purpose, image or tags. */
export function matchesSearch(agent: Pick<Agent, 'name' | 'image' | 'spec'>, query: string): boolean {
  const text = [agent.name, agent.image, agent.spec?.purpose ?? '', ...(agent.spec?.tags ?? [])]
    .join(' ')
    .toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
