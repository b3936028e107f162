import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { UpstreamProxies } from '../../contract/upstream-proxy.ts';
import type { Secret } from '../../lib/secret.ts';
import { proxyBuildArgs } from '../proxies/proxies-for.ts';
import type { GitNetwork } from '../workspace/git/scratch-git.ts';
import type { ForgeClient } from './clients/client.ts';
import { type Forge, gitServerFailure } from './failures.ts';

/** Holds the token in the environment of a git, and of the helper that git asks for it. */
const TOKEN_VARIABLE = 'BULKHEAD_FORGE_TOKEN';

/**
 * How git reaches one server: the token is in git's environment, from which a helper prints it when git asks for a
 * credential of that server. It is in no argument, no file and no address. git follows no redirect, which could ask for it
 * elsewhere, and speaks HTTPS alone. Pure.
 */
export function gitNetwork(options: {
  forge: Forge & { client: ForgeClient };
  token: Secret;
  proxies: UpstreamProxies;
  /** A file with the authorities that are trusted, in a folder of the app's own. */
  authoritiesFile: string;
}): GitNetwork {
  const { forge, token, proxies, authoritiesFile } = options;
  const { host, client } = forge;
  return {
    settings: {
      [`credential.https://${host}.helper`]: `!f() { [ "$1" != get ] || printf 'username=${client.gitUser}\\npassword=%s\\n' "$${TOKEN_VARIABLE}"; }; f`,
      'http.followRedirects': 'false',
      'http.sslCAInfo': authoritiesFile,
      'http.sslVerify': 'true',
      'push.recurseSubmodules': 'no',
      'push.gpgSign': 'false',
    },
    environment: {
      GIT_ALLOW_PROTOCOL: 'https',
      // A `.netrc` in the person's home would log in instead.
      HOME: dirname(authoritiesFile),
      [TOKEN_VARIABLE]: token.reveal(),
      // git looks for proxies in lower case alone.
      ...noProxies,
      ...proxyBuildArgs(proxies),
    },
    failure: (complaint) => gitServerFailure(forge, complaint.replaceAll(token.reveal(), '[REDACTED]')),
  };
}

/** The person's choice counts, and not what the app was started with. */
const noProxies = Object.fromEntries(
  ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap((name) => [
    [name, ''],
    [name.toUpperCase(), ''],
  ]),
);

export async function writeAuthorities(folder: string, authorities: readonly string[]): Promise<string> {
  const path = join(folder, 'authorities.pem');
  await writeFile(path, `${authorities.join('\n')}\n`, { mode: 0o600 });
  return path;
}

export const gitAddress = ({ host, path }: Pick<Forge, 'host' | 'path'>) => `https://${host}/${path}.git`;
