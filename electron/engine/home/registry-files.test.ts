import { expect, it } from 'vitest';
import { homeFiles } from '../../contract/home-file.ts';
import { packageRegistrySchema, REGISTRY_KINDS } from '../../contract/package-registry.ts';
import { registryFiles } from './registry-files.ts';

/** The texts of the files for these registries, by path; the placeholders are PLACEHOLDER1, PLACEHOLDER2 … */
function files(...registries: object[]) {
  const entries = registries.map((each, index) => ({
    registry: packageRegistrySchema.parse(each),
    placeholder: `PLACEHOLDER${index + 1}`,
  }));
  return Object.fromEntries(homeFiles(registryFiles(entries)).map(({ path, text }) => [path, text]));
}

it.each(REGISTRY_KINDS)('makes exactly the files that are named for a $name', ({ id, files: named }) => {
  const made = files({ kind: id, url: 'https://a.test/', user: 'me', nameInProject: 'us' });
  expect(Object.keys(made)).toEqual(named);
});

it('tells npm where scopes come from, with a token or a user and a password', () => {
  const made = files(
    { kind: 'npm', url: 'https://a.test/npm/', scopes: ['@a', '@b'] },
    { kind: 'npm', url: 'https://b.test:8443/', user: 'ci' },
  );
  expect(made['.npmrc']).toBe(
    [
      'registry=https://b.test:8443/',
      '@a:registry=https://a.test/npm/',
      '@b:registry=https://a.test/npm/',
      '//a.test/npm/:_authToken=PLACEHOLDER1',
      '//b.test:8443/:username=ci',
      `//b.test:8443/:_password=${Buffer.from('PLACEHOLDER2').toString('base64')}`,
      '',
    ].join('\n'),
  );
});

it('lets pip and uv ask the first index, and others only where there are several', () => {
  const first = { kind: 'pypi', url: 'https://a.test/simple/', user: '__token__' };
  expect(files(first)['.config/pip/pip.conf']).toBe('[global]\nindex-url = https://a.test/simple/\n');
  const both = files(first, { kind: 'pypi', url: 'https://b.test/simple/', user: 'me' });
  expect(both['.config/pip/pip.conf']).toBe(
    '[global]\nindex-url = https://a.test/simple/\nextra-index-url =\n    https://b.test/simple/\n',
  );
  expect(both['.netrc']).toBe(
    'machine a.test login __token__ password PLACEHOLDER1\nmachine b.test login me password PLACEHOLDER2\n',
  );
  expect(both['.config/uv/uv.toml']).toBe(
    'index = [{ url = "https://b.test/simple/" }, { url = "https://a.test/simple/", default = true }]\n',
  );
});

it('makes Cargo send a token to each registry', () => {
  const made = files(
    { kind: 'cargo', url: 'https://a.test/index/', nameInProject: 'a' },
    { kind: 'cargo', url: 'https://b.test/', nameInProject: 'b' },
  );
  expect(made['.cargo/config.toml']).toBe(
    '[registries.a]\nindex = "sparse+https://a.test/index/"\ncredential-provider = "cargo:token"\n\n[registries.b]\nindex = "sparse+https://b.test/"\ncredential-provider = "cargo:token"\n',
  );
  expect(made['.cargo/credentials.toml']).toBe(
    '[registries.a]\ntoken = "PLACEHOLDER1"\n\n[registries.b]\ntoken = "PLACEHOLDER2"\n',
  );
});

it('gives Maven a login for the repository, and the repository to projects that do not name it', () => {
  const made = files({ kind: 'maven', url: 'https://a.test/maven/', user: 'ci', nameInProject: 'us' });
  expect(made['.m2/settings.xml']).toContain(
    '<server><id>us</id><username>ci</username><password>PLACEHOLDER1</password></server>',
  );
  expect(made['.m2/settings.xml']).toContain(
    '<repository><id>us</id><url>https://a.test/maven/</url></repository>',
  );
});

it('knows Docker Hub by the name that its programs look for', () => {
  const made = files(
    { kind: 'containers', url: 'docker.io', user: 'me' },
    { kind: 'containers', url: 'https://a.test:5000/', user: 'ci' },
  );
  const auth = (text: string) => ({ auth: Buffer.from(text).toString('base64') });
  expect(JSON.parse(made['.docker/config.json'] ?? '')).toEqual({
    auths: {
      'https://index.docker.io/v1/': auth('me:PLACEHOLDER1'),
      'a.test:5000': auth('ci:PLACEHOLDER2'),
    },
  });
});
