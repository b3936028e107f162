import { waitForStart } from '../client/wait-for-start.ts';
import type { Agent } from '../contract/agent.ts';
import type { Context } from './context.ts';
import { runOperation } from './operation.ts';
import type { Session } from './session.ts';
import { type SpecOptions, specFrom, typeFor } from './spec.ts';

export interface AgentRequest {
  /** Empty: the engine host proposes one. */
  name: string;
  options: SpecOptions;
  command: readonly string[];
  /** Verify its isolation once it runs. */
  verify: boolean;
}

/** Creates and starts an agent. An abort of the signal cancels and undoes this. */
export async function createAgent(session: Session, context: Context, request: AgentRequest): Promise<Agent> {
  const { client } = session;
  const { facts } = await session.connected();
  const { types } = await client.call('agent-type.list', {}, context.signal);
  const name =
    request.name === '' ? (await client.call('agent.propose-name', {}, context.signal)).name : request.name;
  const place = { folder: process.cwd(), environment: process.env };
  const spec = specFrom({ ...request, name }, typeFor(request.options, types), facts, place);
  const input = { spec, verify: request.verify, confirmed: request.options.accept };
  await runOperation(session, context, () => client.call('agent.create', input, context.signal));
  return await waitForStart(client, name, context.signal);
}
