import type { EgressIntent } from '../contract/egress-intent.ts';
import type { EgressState } from '../contract/isolation.ts';
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

export function egressLines({ wanted, inForce, problem }: EgressState): string[] {
  const learning = wanted.learning ? ', learning what it needs (“bulkhead egress lock”)' : '';
  return [`mode ${wanted.mode}${learning}`, ...(inForce ? [] : [`not in force: ${problem ?? 'unknown'}`])];
}
