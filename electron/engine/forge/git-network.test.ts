import { expect, it } from 'vitest';
import { Secret } from '../../lib/secret.ts';
import { github } from './clients/github.ts';
import { gitNetwork } from './git-network.ts';

const secure = { protocol: 'http' as const, host: 'proxy.test', port: 3128 };
const network = gitNetwork({
  forge: { kind: 'github', host: 'h.test:8443', path: 'o/p', client: github },
  token: new Secret('s3cret'),
  proxies: { plain: null, secure, noProxy: 'x.test' },
  authoritiesFile: '/tmp/own/authorities.pem',
});

it('has the token in the environment alone, for its server alone', () => {
  expect(JSON.stringify(network.settings)).not.toContain('s3cret');
  expect(Object.keys(network.settings)).toContain('credential.https://h.test:8443.helper');
  expect(network.environment).toMatchObject({
    BULKHEAD_FORGE_TOKEN: 's3cret',
    GIT_ALLOW_PROTOCOL: 'https',
    HOME: '/tmp/own',
  });
});

it('takes the proxy of the engine and not that of the app’s environment', () => {
  expect(network.environment).toMatchObject({
    https_proxy: 'http://proxy.test:3128',
    no_proxy: 'x.test',
    http_proxy: '',
    all_proxy: '',
  });
});

it('prints no token that a server gives back', () => {
  const { error } = network.failure('remote: your token s3cret is odd');
  expect(JSON.stringify(error)).not.toContain('s3cret');
});
