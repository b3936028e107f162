import type { CallHandlers } from '../rpc/handlers.ts';
import type { EngineConnection } from './connection.ts';

type EngineCalls = 'engine.state' | 'engine.retry' | 'engine.endpoints' | 'engine.test' | 'engine.choose';

export function createEngineHandlers(connection: EngineConnection): Pick<CallHandlers, EngineCalls> {
  return {
    'engine.state': () => connection.state,
    'engine.retry': () => {
      connection.retry();
      return {};
    },
    'engine.endpoints': (_input, signal) => connection.endpoints(signal),
    'engine.test': ({ url, tlsPath }, signal) => connection.test(url, tlsPath, signal),
    'engine.choose': ({ endpoint }) => {
      connection.choose(endpoint);
      return {};
    },
  };
}
