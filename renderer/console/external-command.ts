import { joinCommand } from '../../electron/contract/command-line.ts';
import type { Endpoint } from '../../electron/contract/engine.ts';

const DEFAULT_SOCKETS = ['unix:///var/run/docker.sock', 'npipe:////./pipe/docker_engine'];
const SHELL = 'command -v bash >/dev/null 2>&1 && exec bash || exec sh';

/**
 * Returns the command that opens the same console in any terminal. It names the engine unless `docker` finds it by
 * default: at the usual socket, or in the current context.
 */
export function externalCommand(endpoint: Endpoint | undefined, containerId: string): string {
  const words = [
    'docker',
    ...engineOptions(endpoint),
    'exec',
    '-it',
    containerId.slice(0, 12),
    'sh',
    '-c',
    SHELL,
  ];
  return joinCommand(words);
}

function engineOptions(endpoint: Endpoint | undefined): string[] {
  if (!endpoint || endpoint.source === 'context' || DEFAULT_SOCKETS.includes(endpoint.url)) return [];
  const { tlsPath, url, skipTlsVerify } = endpoint;
  const tls = skipTlsVerify ? '--tls' : '--tlsverify';
  if (!tlsPath) return skipTlsVerify ? [tls, '-H', url] : ['-H', url];
  const file = (name: string) => `${tlsPath}/${name}`;
  return [
    tls,
    '--tlscacert',
    file('ca.pem'),
    '--tlscert',
    file('cert.pem'),
    '--tlskey',
    file('key.pem'),
    '-H',
    url,
  ];
}
