import type { Endpoint, EndpointProbe } from '../../contract/engine.ts';
import type { Consent } from '../consent/consent.ts';
import type { CallHandlers } from '../rpc/handlers.ts';
import type { EngineConnection } from './connection.ts';

type AskedEndpoint = Pick<Endpoint, 'url' | 'tlsPath' | 'skipTlsVerify'>;

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
  const agreeTo = async (asked: AskedEndpoint, signal: AbortSignal) => {
    const { url, tlsPath, skipTlsVerify = false } = asked;
    const detail = [
      url,
      ...(tlsPath === undefined ? [] : [`with the certificates in ${tlsPath}`]),
      ...(skipTlsVerify ? ['without a check of its certificate'] : []),
    ].join('\n');
    if (/^(unix|npipe):/.test(url) || agreed.has(detail)) return;
    const known = await connection.endpoints(signal);
    const isAsked = ({ endpoint }: EndpointProbe) =>
      endpoint.url === url &&
      endpoint.tlsPath === tlsPath &&
      (endpoint.skipTlsVerify ?? false) === skipTlsVerify;
    if (!known.some(isAsked))
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
    'engine.test': async (asked, signal) => {
      await agreeTo(asked, signal);
      return await connection.test(asked, signal);
    },
    'engine.choose': async ({ endpoint }, signal) => {
      if (endpoint) await agreeTo(endpoint, signal);
      connection.choose(endpoint);
      return {};
    },
  };
}
