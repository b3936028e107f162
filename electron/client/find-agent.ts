import type { Agent } from '../contract/agent.ts';
import { AppFailure } from '../contract/error.ts';

/**
 * Returns the agent with that name, or the only one whose id begins with the text. Throws `not-found` or `conflict`.
 */
export function findAgent(agents: readonly Agent[], text: string): Agent {
  const byName = agents.find(({ name }) => name === text);
  if (byName) return byName;
  const matching = text === '' ? [] : agents.filter(({ id }) => id.startsWith(text));
  const [agent, second] = matching;
  if (agent && !second) return agent;
  if (second)
    throw new AppFailure({
      type: 'conflict',
      message: `“${text}” begins the ids of several agents: ${matching.map(({ name }) => name).join(', ')}.`,
    });
  throw new AppFailure({ type: 'not-found', message: `There is no agent “${text}”.` });
}
