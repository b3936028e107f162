import {
  hostAndPort,
  NO_PROXIES,
  type ProxyChoice,
  type ProxyServer,
  parseProxyUrl,
  type UpstreamProxies,
} from '../../contract/upstream-proxy.ts';
import { environmentProxies } from './environment-proxies.ts';

/** The proxies of a choice, and the secret that holds their password. */
export interface ChosenProxies {
  proxies: UpstreamProxies;
  passwordSecretId: string | null;
  /** What cannot be used, as a sentence. */
  problem?: string;
}

/**
 * The proxies of an engine. Without a choice, those of the environment for an engine of this machine, and none for
 * another: a proxy of this machine's network may not be reachable there.
 */
export function proxiesFor(
  choice: ProxyChoice | undefined,
  environment: NodeJS.ProcessEnv,
  isLocal: boolean,
): ChosenProxies {
  const kind = choice?.kind ?? (isLocal ? 'environment' : 'none');
  if (kind === 'none') return { proxies: NO_PROXIES, passwordSecretId: null };
  if (choice?.kind === 'manual') {
    const server = parseProxyUrl(choice.url);
    if (!server)
      return {
        proxies: NO_PROXIES,
        passwordSecretId: null,
        problem: `“${choice.url}” is not the address of a proxy.`,
      };
    const proxy: ProxyServer = choice.username === '' ? server : { ...server, username: choice.username };
    return {
      proxies: { plain: proxy, secure: proxy, noProxy: choice.noProxy },
      passwordSecretId: choice.passwordSecretId,
    };
  }
  const { proxies, unusable } = environmentProxies(environment);
  return {
    proxies,
    passwordSecretId: null,
    ...(unusable.length > 0 ? { problem: `${unusable.join(' and ')}: not the address of a proxy.` } : {}),
  };
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1)$/i;

/** Whether a proxy listens on the loopback of this machine, which is another one inside a container. */
export function needsEngineHost({ plain, secure }: UpstreamProxies): boolean {
  return [plain, secure].some((server) => server !== null && LOOPBACK.test(server.host));
}

/** The proxies as containers reach them: `engineHost` is the engine's machine, seen from a container. */
export function asSeenFromContainers(proxies: UpstreamProxies, engineHost: string): UpstreamProxies {
  const moved = (server: ProxyServer | null) =>
    server !== null && LOOPBACK.test(server.host) ? { ...server, host: engineHost } : server;
  return { ...proxies, plain: moved(proxies.plain), secure: moved(proxies.secure) };
}

export function withPassword(proxies: UpstreamProxies, password: string): UpstreamProxies {
  const given = (server: ProxyServer | null) =>
    server && { ...server, username: server.username ?? '', password };
  return { ...proxies, plain: given(proxies.plain), secure: given(proxies.secure) };
}

/**
 * Build arguments for these proxies. Docker knows them without an ARG line and leaves them out of an image's history
 * and of its cache (docs.docker.com/build/building/variables, "Pre-defined build arguments").
 */
export function proxyBuildArgs({ plain, secure, noProxy }: UpstreamProxies): Record<string, string> {
  const values: [name: string, value: string | undefined][] = [
    ['HTTP_PROXY', plain ? proxyUrl(plain) : undefined],
    ['HTTPS_PROXY', secure ? proxyUrl(secure) : undefined],
    ['NO_PROXY', plain || secure ? noProxy || undefined : undefined],
  ];
  return Object.fromEntries(
    values.flatMap(([name, value]) =>
      value === undefined
        ? []
        : [
            [name, value],
            [name.toLowerCase(), value],
          ],
    ),
  );
}

function proxyUrl(server: ProxyServer): string {
  const { protocol, username, password } = server;
  const secret = password === undefined ? '' : `:${encodeURIComponent(password)}`;
  const user = username === undefined ? '' : `${encodeURIComponent(username)}${secret}@`;
  const scheme = protocol === 'socks5' ? 'socks5h' : protocol;
  return `${scheme}://${user}${hostAndPort(server)}`;
}
