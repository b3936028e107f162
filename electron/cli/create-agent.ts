import { waitForStart } from '../client/wait-for-start.ts';
import type { Agent } from '../contract/agent.ts';
import type { AgentSpec } from '../contract/agent-spec.ts';
import type { Context } from './context.ts';
import { runOperation } from './operation.ts';
import type { Session } from './session.ts';
import { type SpecOptions, specFrom, typeFor } from './spec.ts';
import { specFromFile } from './spec-of-file.ts';

export interface AgentRequest {
  /** Empty: the file's, or one that the engine host proposes. */
  name: string;
  /** The agent's file; its settings come from it alone. */
  file?: string | undefined;
  options: SpecOptions;
  command: readonly string[];
  /** Verify its isolation once it runs. */
  verify: boolean;
}

/** The spec of the agent. Rejects with `UsageError` for a request that is wrong. */
export async function requestedSpec(
  session: Session,
  context: Context,
  request: Omit<AgentRequest, 'verify'>,
): Promise<AgentSpec> {
  const { client } = session;
  const { facts } = await session.connected();
  const { types } = await client.call('agent-type.list', {}, context.signal);
  const name =
    request.name === '' ? (await client.call('agent.propose-name', {}, context.signal)).name : request.name;
  if (request.file !== undefined) {
    const spec = await specFromFile(request.file, { name, types, facts, secrets: [] });
    return request.name === '' ? spec : { ...spec, name };
  }
  const place = { folder: process.cwd(), environment: process.env };
  return specFrom({ ...request, name }, typeFor(request.options, types), facts, place);
}

/** Creates and starts an agent. An abort of the signal cancels and undoes this. */
export async function createAgent(session: Session, context: Context, request: AgentRequest): Promise<Agent> {
  const { client } = session;
  const spec = await requestedSpec(session, context, request);
  const { name } = spec;
  const input = { spec, verify: request.verify, confirmed: request.options.accept };
  await runOperation(session, context, () => client.call('agent.create', input, context.signal));
  return await waitForStart(client, name, context.signal);
}
