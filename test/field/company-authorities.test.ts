import { rootCertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { sampleSpec } from '../../electron/contract/agent.fixture.ts';
import { extraRoots } from '../../electron/engine/images/extra-roots.ts';
import type { RootsMachine } from '../../electron/engine/images/system-roots.ts';
import { NO_IMAGE_TRUST, trustFiles } from '../../electron/engine/images/trust-files.ts';
import { agentEnvironment } from '../../electron/engine/sandbox/environment.ts';
import { silentLogger } from '../../electron/lib/logger.ts';

const pem = (text: string) => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----`;
const [mozilla = ''] = rootCertificates;
const BUNDLE = '/etc/ssl/certs/ca-certificates.crt';

const machine = (files: Record<string, string>, more: Partial<RootsMachine> = {}): RootsMachine => ({
  platform: 'linux',
  environment: {},
  read: (path) => files[path],
  filesBelow: (folder) => Object.keys(files).filter((path) => path.startsWith(`${folder}/`)),
  run: () => '',
  windowsStore: () => [],
  ...more,
});
const rootsOf = (files: Record<string, string>, more: Partial<RootsMachine> = {}, settingsFile = '') =>
  extraRoots({ settingsFile, machine: machine(files, more) }, silentLogger);

// https://github.com/docker/docs/pull/25198, https://github.com/fastly/mcp/pull/6
describe('the authorities of a company', () => {
  it('are those of the settings, of NODE_EXTRA_CA_CERTS, and what was added to the system’s store', () => {
    const files = {
      '/ca/settings.pem': pem('settings'),
      '/ca/extra.pem': `Company\n${pem('extra')}`,
      '/usr/share/ca-certificates/mozilla/Old.crt': pem('distribution'),
      [BUNDLE]: [mozilla, pem('distribution'), pem('added')].join('\n'),
    };
    const environment = { NODE_EXTRA_CA_CERTS: '/ca/extra.pem' };
    const found = rootsOf(files, { environment }, '/ca/settings.pem');
    expect(found).toBe(`${[pem('settings'), pem('extra'), pem('added')].join('\n')}\n`);
  });

  it('are found on Fedora, macOS and Windows too, and are none on a machine without', () => {
    const fedora = { '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem': `${mozilla}\n${pem('fedora')}` };
    expect(rootsOf(fedora)).toContain('fedora');
    const run = (program: string) => (program === 'security' ? pem('keychain') : '');
    expect(rootsOf({}, { platform: 'darwin', run })).toContain('keychain');
    const windowsStore = () => [mozilla, pem('store')];
    expect(rootsOf({}, { platform: 'win32', windowsStore })).toBe(`${pem('store')}\n`);
    expect(rootsOf({ [BUNDLE]: mozilla })).toBeUndefined();
  });
});

// https://github.com/microsoft/vscode-remote-release/issues/6092, https://github.com/cubeplexai/cubeplex/pull/621
describe('an image of any kind trusts them without a variable', () => {
  const contentOf = (files: ReturnType<typeof trustFiles>, path: string) =>
    Buffer.from(files.find(({ name }) => `/${name}` === path)?.content ?? '').toString('utf8');

  it.each([
    ['Debian and Alpine', BUNDLE],
    ['Red Hat', '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem'],
  ])('%s', (_name, path) => {
    const image = { ...NO_IMAGE_TRUST, bundles: [[path, `${pem('own')}\n`] as const] };
    const files = trustFiles(image, pem('company'));
    expect(contentOf(files, path)).toBe(`${pem('own')}\n${pem('company')}\n`);
    expect(contentOf(files, '/etc/bulkhead/ca-bundle.pem')).toBe(contentOf(files, path));
  });

  it('one without any authorities, with OpenSSL’s folder and with a Java', () => {
    const image = {
      ...NO_IMAGE_TRUST,
      opensslFolders: ['/usr/lib/ssl', '/etc/pki/tls'],
      javaStores: ['/opt/java/lib/security/cacerts'],
      anchorFolders: ['/usr/local/share/ca-certificates'],
    };
    const files = trustFiles(image, `${pem('one')}\n${pem('two')}`);
    expect(contentOf(files, BUNDLE)).toContain(mozilla);
    for (const folder of ['usr/lib/ssl', 'etc/pki/tls'])
      expect(files).toContainEqual({ name: `${folder}/cert.pem`, type: 'symlink', target: BUNDLE });
    expect(contentOf(files, '/opt/java/lib/security/cacerts').length).toBeGreaterThan(1_000);
    expect(contentOf(files, '/usr/local/share/ca-certificates/bulkhead-1.crt')).toBe(`${pem('two')}\n`);
  });
});

it('tells Cargo, AWS’s tools, Deno and Java too', () => {
  const environment = agentEnvironment(sampleSpec(), '10.0.0.2', { trust: 'bundle-and-java' });
  const variable = (name: string) => environment.find((line) => line.startsWith(`${name}=`));
  for (const name of ['CARGO_HTTP_CAINFO', 'AWS_CA_BUNDLE', 'DENO_CERT', 'NODE_EXTRA_CA_CERTS'])
    expect(variable(name)).toBe(`${name}=/etc/bulkhead/ca-bundle.pem`);
  expect(variable('JAVA_TOOL_OPTIONS')).toMatch(/https\.proxyHost=10\.0\.0\.2 .*trustStore=\/etc\/bulkhead/);
});
