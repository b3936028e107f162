import type { RpcClient } from '../client/rpc-client.ts';
import { waitForStart } from '../client/wait-for-start.ts';
import type { Agent } from '../contract/agent.ts';
import type { AgentSpec } from '../contract/agent-spec.ts';
import { AppFailure } from '../contract/error.ts';
import { notAllowed } from '../engine/consent/consent.ts';
import type { Context } from './context.ts';
import { runOperation } from './operation.ts';
import type { Session } from './session.ts';
import { type SpecOptions, specFrom, typeFor } from './spec.ts';
import { specFromFile } from './spec-of-file.ts';
import { terminalOfProcess } from './terminal-questions.ts';

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
    const secrets = async () => (await client.call('secrets.list', {}, context.signal)).secrets;
    const spec = await specFromFile(request.file, { name, types, facts, secrets });
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
  if (request.file !== undefined)
    await acceptCredentials(client, spec, request.options.accept, context.signal);
  const input = { spec, verify: request.verify, confirmed: request.options.accept };
  await runOperation(session, context, () => client.call('agent.create', input, context.signal));
  return await waitForStart(client, name, context.signal);
}

/** The risk of a file that uses the person's secrets, as `--accept` names it. */
const CREDENTIALS_RISK = 'credentials';

/**
 * Lets the person decide on the credentials that a file asks for, which somebody else may have written: at the terminal,
 * or by name with `--accept`. Rejects with `not-allowed`.
 */
async function acceptCredentials(
  client: RpcClient,
  { name, secrets }: AgentSpec,
  accepted: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  if (secrets.length === 0 || accepted.includes(CREDENTIALS_RISK)) return;
  const count = secrets.length === 1 ? 'a credential' : `${secrets.length} credentials`;
  const message = `The file lets “${name}” use ${count} of yours through the gateway.`;
  const terminal = terminalOfProcess();
  if (!terminal)
    throw new AppFailure({
      type: 'not-allowed',
      field: CREDENTIALS_RISK,
      message: `${message} Read the file, then accept it with --accept ${CREDENTIALS_RISK}.`,
    });
  const { secrets: known } = await client.call('secrets.list', {}, signal);
  const used = known.filter(({ id }) => secrets.some(({ secretId }) => secretId === id));
  const detail = used.map((secret) => secret.name).join('\n');
  if (!(await terminal.ask({ message, detail }, signal))) throw notAllowed();
}
