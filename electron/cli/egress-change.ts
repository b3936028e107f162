import type { EgressIntent } from '../contract/egress-intent.ts';
import type { EgressMode } from '../contract/egress-mode.ts';
import type { EgressState } from '../contract/isolation.ts';
import { type AgentChoice, chosenAgents, inTurn } from './agents-in-turn.ts';
import type { Context } from './context.ts';
import { EXIT, UsageError } from './exit-code.ts';
import type { Session } from './session.ts';

/** The agent, once the engine host knows what it may reach. */
export async function egressAgent(text: string, { session }: Context): Promise<[Session, string]> {
  if (text === '') throw new UsageError('Name an agent.');
  const opened = await session();
  const { id } = await opened.agent(text);
  await opened.egressKnown(id);
  return [opened, id];
}

/** Changes the egress of an agent, and prints what it is now. Resolves to 1 when it is not in force. */
export async function changeEgress(
  context: Context,
  text: string,
  intents: EgressIntent[] | ((opened: Session, agentId: string) => Promise<EgressIntent[]>),
): Promise<number> {
  const [opened, agentId] = await egressAgent(text, context);
  const chosen = typeof intents === 'function' ? await intents(opened, agentId) : intents;
  const { state } = await opened.client.call('egress.change', { agentId, intents: chosen }, context.signal);
  context.output.result(state, () => egressLines(state));
  return state.inForce ? 0 : EXIT.failure;
}

/**
 * Sets the mode of each named agent, or of all. Prints the state of one agent as other changes do, of several a list.
 * Resolves to 1 when a mode is not in force.
 */
export async function setEgressMode(
  context: Context,
  choice: AgentChoice,
  mode: EgressMode,
): Promise<number> {
  const opened = await context.session();
  const agents = await chosenAgents(opened, choice, () => true);
  const states: (EgressState & { agent: string })[] = [];
  await inTurn(agents, context, async ({ id, name }) => {
    await opened.egressKnown(id);
    const change = { agentId: id, intents: [{ type: 'set-mode' as const, mode }] };
    const { state } = await opened.client.call('egress.change', change, context.signal);
    states.push({ agent: name, ...state });
  });
  const [first] = states;
  if (first && !choice.all && agents.length === 1) {
    const { agent: _, ...state } = first;
    context.output.result(state, () => egressLines(state));
  } else
    context.output.result(states, () =>
      states.map(({ agent, ...state }) => `${agent}: ${egressLines(state).join(', ')}`),
    );
  return states.every(({ inForce }) => inForce) ? 0 : EXIT.failure;
}

export function egressLines({ wanted, inForce, problem }: EgressState): string[] {
  const learning = wanted.learning ? ', learning what it needs (“bulkhead egress lock”)' : '';
  return [`mode ${wanted.mode}${learning}`, ...(inForce ? [] : [`not in force: ${problem ?? 'unknown'}`])];
}
