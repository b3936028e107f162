import type { Agent } from '../contract/agent.ts';
import type { Context } from './context.ts';
import { findAgent } from './find-agent.ts';
import { runOperation } from './operation.ts';
import type { Session } from './session.ts';
import { type SpecOptions, specFrom, typeFor } from './spec.ts';

export interface AgentWish {
  /** Empty: the engine host proposes one. */
  name: string;
  options: SpecOptions;
  command: readonly string[];
  /** Verify its isolation once it runs. */
  verify: boolean;
}

/** Creates and starts an agent; cancelled and undone when the signal aborts. */
export async function createAgent(session: Session, context: Context, wish: AgentWish): Promise<Agent> {
  const { client } = session;
  const { facts } = await session.connected();
  const { types } = await client.call('agent-type.list', {}, context.signal);
  const name =
    wish.name === '' ? (await client.call('agent.propose-name', {}, context.signal)).name : wish.name;
  const place = { folder: process.cwd(), environment: process.env };
  const spec = specFrom({ ...wish, name }, typeFor(wish.options, types), facts, place);
  const input = { spec, verify: wish.verify, confirmed: wish.options.accept };
  await runOperation(session, context, () => client.call('agent.create', input, context.signal));
  return findAgent(await session.agents(), name);
}
