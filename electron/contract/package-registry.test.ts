import { describe, expect, it } from 'vitest';
import { secretBindingSchema } from './egress.ts';
import { packageRegistrySchema, REGISTRY_KINDS, registryVariable } from './package-registry.ts';
import { bindingsOf, environmentOf, placeholderOf, secretUseSchema } from './secrets.ts';

const parse = (more: object) =>
  packageRegistrySchema.safeParse({ kind: 'npm', url: 'https://packages.test/', ...more });
const secret = (registry: object, envName = 'TOKEN') => ({
  id: 'a'.repeat(24),
  name: 'Packages',
  use: secretUseSchema.parse({ kind: 'registry', registry, envName }),
});

describe('the credential of a package registry', () => {
  it.each(REGISTRY_KINDS)('is a valid binding for a $name', ({ id, places, envName }) => {
    const described = secret({ kind: id, url: 'https://packages.test/', user: 'me', nameInProject: 'us' });
    const [binding] = bindingsOf(described);
    expect(secretBindingSchema.parse(binding)).toEqual(binding);
    expect(binding).toMatchObject({ hosts: ['packages.test'], places });
    expect(environmentOf(described)).toEqual(['TOKEN']);
    expect(environmentOf(secret({ kind: 'npm', url: 'a.test' }, envName))).toEqual([envName]);
  });

  it('has the prefix of real tokens', () => {
    expect(placeholderOf(secret({ kind: 'npm', url: 'https://packages.test/' }))).toMatch(/^npm_bulkhead/);
  });

  it('goes to the servers of tokens of a container registry, and to hosts that a person adds', () => {
    const hosts = (url: string, moreHosts: string[] = []) =>
      bindingsOf(secret({ kind: 'containers', url, user: 'me', moreHosts }))[0]?.hosts;
    expect(hosts('docker.io')).toEqual([
      'docker.io',
      'index.docker.io',
      'registry-1.docker.io',
      'auth.docker.io',
    ]);
    expect(hosts('https://registry.gitlab.com/', ['registry.gitlab.com', 'tokens.test'])).toEqual([
      'registry.gitlab.com',
      'gitlab.com',
      'tokens.test',
    ]);
  });

  it('opens the port of its address', () => {
    expect(bindingsOf(secret({ kind: 'npm', url: 'https://packages.test:8443/' }))[0]?.ports).toEqual([
      443, 8443,
    ]);
  });
});

describe('the description of a package registry', () => {
  it('takes an address as people have it, and ends it with a slash', () => {
    const url = (text: string) => parse({ url: text }).data?.url;
    expect(url(' Packages.Test/npm ')).toBe('https://packages.test/npm/');
    expect(url('https://gitlab.com/api/v4/groups/a%2Fb/-/packages/npm/')).toBe(
      'https://gitlab.com/api/v4/groups/a%2Fb/-/packages/npm/',
    );
  });

  it.each([
    [{ url: '' }, 'url'],
    [{ url: 'ftp://packages.test/' }, 'url'],
    [{ url: 'https://me:secret@packages.test/' }, 'url'],
    [{ url: 'https://packages.test/?token=x' }, 'url'],
    [{ url: 'https://10.0.0.1/' }, 'url'],
    [{ url: 'https://*.packages.test/' }, 'url'],
    [{ url: 'https://packages.test/a$b' }, 'url'],
    [{ url: "https://packages.test/a'b" }, 'url'],
    [{ url: 'https://packages.test/a;b' }, 'url'],
    [{ user: 'me:too' }, 'user'],
    [{ user: 'me\nmachine' }, 'user'],
    [{ kind: 'pypi' }, 'user'],
    [{ kind: 'maven', user: 'me' }, 'nameInProject'],
    [{ kind: 'cargo' }, 'nameInProject'],
    [{ kind: 'cargo', nameInProject: 'a.b' }, 'nameInProject'],
    [{ nameInProject: 'a]\n[b' }, 'nameInProject'],
    [{ scopes: ['@a b'] }, 'scopes'],
    [{ moreHosts: ['https://x'] }, 'moreHosts'],
  ])('refuses %j by its field', (more, field) => {
    expect(parse(more).error?.issues.map(({ path }) => path[0])).toEqual([field]);
  });

  it('has the variable that Cargo reads for the registry', () => {
    expect(registryVariable({ kind: 'cargo', nameInProject: 'my-crates' })).toBe(
      'CARGO_REGISTRIES_MY_CRATES_TOKEN',
    );
    expect(registryVariable({ kind: 'npm', nameInProject: '' })).toBe('NPM_TOKEN');
  });
});
