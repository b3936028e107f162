import type { Consent } from '../consent/consent.ts';
import type { CallHandlers } from '../rpc/handlers.ts';
import type { EngineConnection } from './connection.ts';

type EngineCalls = 'engine.state' | 'engine.retry' | 'engine.endpoints' | 'engine.test' | 'engine.choose';

export function createEngineHandlers(
  connection: EngineConnection,
  consent: Consent,
): Pick<CallHandlers, EngineCalls> {
  const agreed = new Set<string>();
  /**
   * An engine on a local socket, or in the machine's Docker contexts, is the person's own. Any other engine needs
   * consent, because its operator would get the agents' settings and workspaces.
   */
  const agreeTo = async (url: string, tlsPath: string | undefined, signal: AbortSignal) => {
    const detail = tlsPath === undefined ? url : `${url}\nwith the certificates in ${tlsPath}`;
    if (/^(unix|npipe):/.test(url) || agreed.has(detail)) return;
    const known = await connection.endpoints(signal);
    if (!known.some(({ endpoint }) => endpoint.url === url && endpoint.tlsPath === tlsPath))
      await consent.ask({ message: 'Let Bulkhead use the engine at this address?', detail }, signal);
    agreed.add(detail);
  };
  return {
    'engine.state': () => connection.state,
    'engine.retry': () => {
      connection.retry();
      return {};
    },
    'engine.endpoints': (_input, signal) => connection.endpoints(signal),
    'engine.test': async ({ url, tlsPath }, signal) => {
      await agreeTo(url, tlsPath, signal);
      return await connection.test(url, tlsPath, signal);
    },
    'engine.choose': async ({ endpoint }, signal) => {
      if (endpoint) await agreeTo(endpoint.url, endpoint.tlsPath, signal);
      connection.choose(endpoint);
      return {};
    },
  };
}
