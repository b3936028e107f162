import type { RpcClient } from '../client/rpc-client.ts';
import { openSession, type Session } from './session.ts';

/** A connection to the engine host for a long time: when the host ends, the next use connects to its successor. */
export function lastingConnection(signal: AbortSignal): {
  connect(): Promise<RpcClient>;
  dispose(): Promise<void>;
} {
  let present: Promise<Session> | undefined;
  const open = () => {
    const opening = openSession(signal);
    const forget = () => {
      if (present === opening) present = undefined;
    };
    opening.then(({ closed }) => closed.then(forget), forget);
    return opening;
  };
  return {
    connect: async () => {
      present ??= open();
      return (await present).client;
    },
    dispose: async () => {
      await present?.then((session) => session.dispose()).catch(() => undefined);
    },
  };
}
