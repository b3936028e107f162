import { type ProxyServer, parseProxyUrl, type UpstreamProxies } from '../../contract/upstream-proxy.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the environment says about proxies, and the variables that hold no address of a proxy. */
export interface EnvironmentProxies {
  proxies: UpstreamProxies;
  unusable: string[];
}

/**
 * Reads `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` as common programs do: lower case first, and ALL_PROXY
 * for what has no proxy of its own. An empty value is none.
 */
export function environmentProxies(environment: Environment): EnvironmentProxies {
  const unusable: string[] = [];
  const settingOf = (name: string): [variable: string, value: string] | undefined => {
    const variable = [name.toLowerCase(), name].find((each) => environment[each] !== undefined);
    const value = variable === undefined ? '' : (environment[variable] ?? '').trim();
    return variable === undefined || value === '' ? undefined : [variable, value];
  };
  const proxyOf = (name: string): ProxyServer | null => {
    const found = settingOf(name);
    if (!found) return null;
    const server = parseProxyUrl(found[1]);
    if (!server) unusable.push(found[0]);
    return server ?? null;
  };
  const all = proxyOf('ALL_PROXY');
  return {
    proxies: {
      plain: proxyOf('HTTP_PROXY') ?? all,
      secure: proxyOf('HTTPS_PROXY') ?? all,
      noProxy: settingOf('NO_PROXY')?.[1] ?? '',
    },
    unusable,
  };
}
