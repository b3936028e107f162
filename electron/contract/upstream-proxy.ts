import { z } from 'zod';

/** A proxy between the gateway and the internet, such as a company's. It also resolves the names. */
export const proxyServerSchema = z.object({
  /** How the proxy is spoken to; `https` is HTTP inside TLS. */
  protocol: z.enum(['http', 'https', 'socks5']),
  host: z.string().min(1).max(255),
  port: z.number().int().min(1).max(65_535),
  username: z.string().max(1_000).optional(),
  password: z.string().max(65_536).optional(),
});
export type ProxyServer = z.infer<typeof proxyServerSchema>;

/** The proxies by what they carry; null: straight to the server. */
export const upstreamProxiesSchema = z.object({
  /** Requests in clear text (http: and ws:). */
  plain: proxyServerSchema.nullable(),
  /** Everything in a tunnel: https:, wss: and any protocol. */
  secure: proxyServerSchema.nullable(),
  /** Hosts that are reached without a proxy, as `NO_PROXY` lists them. */
  noProxy: z.string().max(16_384),
});
export type UpstreamProxies = z.infer<typeof upstreamProxiesSchema>;

export const NO_PROXIES: UpstreamProxies = { plain: null, secure: null, noProxy: '' };

/**
 * A person's choice of a proxy for one engine.
 * - `environment`: `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` of the app.
 * - `manual`: one proxy for everything; its password is a stored secret.
 */
export const proxyChoiceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('environment') }),
  z.object({ kind: z.literal('none') }),
  z.object({
    kind: z.literal('manual'),
    url: z.string().trim().min(1, 'Type an address.').max(300),
    noProxy: z.string().max(16_384).default(''),
    username: z.string().max(1_000).default(''),
    /** The id of the stored secret that holds the password. */
    passwordSecretId: z.string().nullable().default(null),
  }),
]);
export type ProxyChoice = z.infer<typeof proxyChoiceSchema>;

const PROTOCOLS: Readonly<Record<string, readonly [ProxyServer['protocol'], defaultPort: number]>> = {
  http: ['http', 80],
  https: ['https', 443],
  socks: ['socks5', 1080],
  socks5: ['socks5', 1080],
  socks5h: ['socks5', 1080],
};

/**
 * Reads `[scheme://][user[:password]@]host[:port][/]`, where http is the default scheme; user and password are
 * percent-encoded. Undefined when it is no address of a proxy that the app can use.
 */
export function parseProxyUrl(text: string): ProxyServer | undefined {
  const match =
    /^(?:([a-z0-9]+):\/\/)?(?:([^@/]*)@)?(\[[0-9a-f:.]+\]|[^\s:/?#@[\]]+)(?::(\d{1,5}))?\/?$/i.exec(
      text.trim(),
    );
  if (!match) return undefined;
  const [, scheme = 'http', user, host = '', port] = match;
  const known = Object.hasOwn(PROTOCOLS, scheme.toLowerCase()) ? PROTOCOLS[scheme.toLowerCase()] : undefined;
  if (!known) return undefined;
  const [protocol, defaultPort] = known;
  const number = port === undefined ? defaultPort : Number(port);
  if (number < 1 || number > 65_535) return undefined;
  const server: ProxyServer = { protocol, host: host.replace(/^\[|\]$/g, ''), port: number };
  if (user === undefined || user === '') return server;
  const colon = user.indexOf(':');
  const username = decoded(colon === -1 ? user : user.slice(0, colon));
  return colon === -1
    ? { ...server, username }
    : { ...server, username, password: decoded(user.slice(colon + 1)) };
}

/** Undoes percent-encoding where it is one: a password may hold a plain percent sign. */
function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      // These bytes are no UTF-8, so they are meant as written.
      return encoded;
    }
  });
}

/** The address of a proxy without its password, for a person. */
export function shownProxy(server: ProxyServer): string {
  return `${server.protocol}://${hostAndPort(server)}`;
}

/** As an address has them: IPv6 in brackets. */
export function hostAndPort({ host, port }: Pick<ProxyServer, 'host' | 'port'>): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
