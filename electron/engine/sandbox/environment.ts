import type { AgentSpec } from '../../contract/agent-spec.ts';
import { GATEWAY_PORT } from '../../contract/gateway-port.ts';
import { GROUP_DOMAIN } from '../../contract/group.ts';
import { JAVA_STORE_PASSWORD } from '../images/java-trust-store.ts';
import { JAVA_TRUST_PATH, TRUST_ENVIRONMENT } from '../images/trust.ts';
import { HOME_PATH } from '../objects/paths.ts';
import type { AgentCredentials } from '../secrets/agent-credentials.ts';
import { settingsEnvironment } from '../workspace/git/git-environment.ts';
import { SPARSE_SETTINGS } from '../workspace/git/sparse-patterns.ts';

const SSH_WORDS = [
  'SSH has no way out of this sandbox. Clone over https:// instead, or make git do so:',
  '  git config --global url."https://github.com/".insteadOf git@github.com:',
].map((line) => `'${line}'`);
/** Git runs this instead of ssh; the shell comment swallows the arguments. */
const GIT_SSH_HINT = `printf '%s\\n' ${SSH_WORDS.join(' ')} >&2; false #`;

/** What the agent's image trusts besides its own authorities; the layers of snapshots may lack the Java key store. */
type AddedTrust = 'bundle' | 'bundle-and-java' | undefined;

/**
 * The environment of an agent. It names the proxy by its address, because agents have no DNS to find it. The
 * environment enforces nothing (the network does); it only points tools to the proxy. The person's own variables come
 * last and win.
 */
export function agentEnvironment(
  spec: Pick<AgentSpec, 'env' | 'isolation'>,
  gatewayAddress: string,
  extras: {
    credentials?: AgentCredentials | undefined;
    trust?: AddedTrust;
    /** Whether files of host folders are hidden, which git must leave as they are. */
    hidesFiles?: boolean;
  } = {},
): string[] {
  const { credentials, trust, hidesFiles = false } = extras;
  const proxy = `http://${gatewayAddress}:${GATEWAY_PORT}`;
  // Members of a group, which an agent may join while it runs. Names without a domain cannot be left out in general.
  const direct = `localhost,127.0.0.1,.${GROUP_DOMAIN}`;
  const values = new Map<string, string>([
    ['HOME', HOME_PATH],
    // An image may name a folder of its own, which a read-only root does not let programs write to.
    ...(spec.isolation.readOnlyRoot ? ([['TMPDIR', '/tmp']] as const) : []),
    ['HTTP_PROXY', proxy],
    ['http_proxy', proxy],
    ['HTTPS_PROXY', proxy],
    ['https_proxy', proxy],
    ['NO_PROXY', direct],
    ['no_proxy', direct],
    // Node's own fetch and http ignore the proxy without it (from 22.21 and 24.5 on).
    ['NODE_USE_ENV_PROXY', '1'],
    // SSH has no way out; without this hint git reports only that a name does not resolve.
    ['GIT_SSH_COMMAND', GIT_SSH_HINT],
    ['GIT_SSH_VARIANT', 'ssh'],
    ...(hidesFiles ? settingsEnvironment(Object.fromEntries(SPARSE_SETTINGS)) : []),
    ['JAVA_TOOL_OPTIONS', javaOptions(gatewayAddress, trust)],
    ...(trust === undefined ? [] : TRUST_ENVIRONMENT),
    ...Object.entries(credentials?.environment ?? {}),
  ]);
  for (const { name, value } of spec.env) values.set(name, value);
  return [...values].map(([name, value]) => `${name}=${value}`);
}

/** Java reads no proxy variables, and no bundle in PEM. */
function javaOptions(gatewayAddress: string, trust: AddedTrust): string {
  const proxies = ['http', 'https'].flatMap((scheme) => [
    `-D${scheme}.proxyHost=${gatewayAddress}`,
    `-D${scheme}.proxyPort=${GATEWAY_PORT}`,
  ]);
  const direct = `-Dhttp.nonProxyHosts=localhost|127.*|*.${GROUP_DOMAIN}`;
  const store = [
    `-Djavax.net.ssl.trustStore=${JAVA_TRUST_PATH}`,
    '-Djavax.net.ssl.trustStoreType=JKS',
    `-Djavax.net.ssl.trustStorePassword=${JAVA_STORE_PASSWORD}`,
  ];
  return [...proxies, direct, ...(trust === 'bundle-and-java' ? store : [])].join(' ');
}
