import type { RpcClient } from '../client/rpc-client.ts';
import { waitForAgent } from '../client/wait-for-host.ts';
import { toAppError } from '../engine/rpc/failure.ts';
import type { Logger } from '../lib/logger.ts';
import type { Port } from '../lib/port.ts';

interface Open {
  id: number;
  name: string;
  input: { agent: string };
}

/**
 * The port of a program that may open streams of an agent by `agent`, its name or the beginning of its id, in place of
 * `agentId`: to ask for the id first takes a short command longer than all its other work. Messages keep their order.
 */
export function portByName(port: Port, client: RpcClient, logger: Logger): Port {
  let receive: (message: unknown) => void = () => undefined;
  let isClosed = false;
  /** Messages that arrived after one whose agent is being looked up; undefined while there is none. */
  let waiting: unknown[] | undefined;
  const pass = (message: unknown) => {
    if (waiting) waiting.push(message);
    else if (opensByName(message)) void lookUp(message);
    else receive(message);
  };
  const lookUp = async (message: Open) => {
    waiting = [];
    const { agent, ...input } = message.input;
    try {
      const { id: agentId } = await waitForAgent(client, agent);
      if (!isClosed) receive({ ...message, input: { ...input, agentId } });
    } catch (error) {
      const never = new AbortController().signal;
      port.post({ t: 'fail', id: message.id, error: toAppError(error, message.name, never, logger) });
    }
    const arrived = waiting;
    waiting = undefined;
    for (const each of arrived) pass(each);
  };
  port.onClose(() => {
    isClosed = true;
  });
  return {
    ...port,
    onMessage: (listener) => {
      receive = listener;
      port.onMessage(pass);
    },
  };
}

function opensByName(message: unknown): message is Open {
  const { t, id, name, input } = (message ?? {}) as Record<string, unknown>;
  const { agent } = (input ?? {}) as Record<string, unknown>;
  return t === 'open' && typeof id === 'number' && typeof name === 'string' && typeof agent === 'string';
}
