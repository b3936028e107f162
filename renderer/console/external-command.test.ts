import { expect, it } from 'vitest';
import type { Endpoint } from '../../electron/contract/engine.ts';
import { externalCommand } from './external-command.ts';

const shell = "sh -c 'command -v bash >/dev/null 2>&1 && exec bash || exec sh'";
const at = (url: string, more: Partial<Endpoint> = {}): Endpoint => ({
  url,
  source: 'DOCKER_HOST',
  label: 'x',
  ...more,
});

it.each([
  [at('unix:///var/run/docker.sock'), 'docker'],
  [at('ssh://me@host', { source: 'context' }), 'docker'],
  [at('unix:///run/user/1000/docker.sock'), 'docker -H unix:///run/user/1000/docker.sock'],
  [at('unix:///home/a b/docker.sock'), "docker -H 'unix:///home/a b/docker.sock'"],
  [
    at('tcp://host:2376', { tlsPath: '/certs' }),
    'docker --tlsverify --tlscacert /certs/ca.pem --tlscert /certs/cert.pem --tlskey /certs/key.pem -H tcp://host:2376',
  ],
  [undefined, 'docker'],
])('names the engine when docker would not find it: %j', (endpoint, docker) => {
  expect(externalCommand(endpoint, '0123456789abcdef')).toBe(`${docker} exec -it 0123456789ab ${shell}`);
});
