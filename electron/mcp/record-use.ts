import type { RpcClient } from '../client/rpc-client.ts';
import { problemOfThrown } from '../control/http/problem.ts';

const LONGEST_NAME = 100;

/** Runs what a client asked for, and records it in the audit with its outcome, without its input. */
export async function recordUse<T>(
  client: RpcClient,
  used: { caller: string; route: string; agent: unknown },
  run: () => Promise<T>,
): Promise<T> {
  const { caller, route, agent } = used;
  const record = (status: number) => {
    // A refused call names no agent, so that nobody writes into the audit.
    const named = typeof agent === 'string' && status < 400 ? { agent: agent.slice(0, LONGEST_NAME) } : {};
    // A host that has gone keeps no record, and the client's answer must not depend on it.
    client.call('access.record', { caller, method: 'MCP', route, ...named, status }).catch(() => undefined);
  };
  try {
    const result = await run();
    record(200);
    return result;
  } catch (error) {
    record(problemOfThrown(error).status);
    throw error;
  }
}
