import type { HomeContent } from '../../contract/home-file.ts';
import { DOCKER_HUB, type PackageRegistry } from '../../contract/package-registry.ts';

/** A registry whose credential an agent has as a placeholder. */
export interface RegistryEntry {
  readonly registry: PackageRegistry;
  readonly placeholder: string;
}

/**
 * The files in which package managers find the registries and, in the place of credentials, placeholders. Of several
 * default registries for one manager the first counts, or the others are asked after it. Pure.
 */
export function registryFiles(entries: readonly RegistryEntry[]): HomeContent[] {
  const of = (kind: PackageRegistry['kind']) => entries.filter(({ registry }) => registry.kind === kind);
  const [npm, pypi, cargo, maven, containers] = [
    of('npm'),
    of('pypi'),
    of('cargo'),
    of('maven'),
    of('containers'),
  ];
  return [
    ...(npm.length > 0 ? [{ path: '.npmrc', content: npmrc(npm) }] : []),
    ...(pypi.length > 0 ? pythonFiles(pypi) : []),
    ...cargo.flatMap(cargoFiles),
    ...(maven.length > 0 ? [{ path: '.m2/settings.xml', content: mavenSettings(maven) }] : []),
    ...containers.map(dockerConfig),
  ];
}

const lines = (parts: readonly string[]): string => `${parts.join('\n')}\n`;
const base64 = (text: string): string => Buffer.from(text).toString('base64');

function npmrc(entries: readonly RegistryEntry[]): string {
  const login = ({ registry: { url, user }, placeholder }: RegistryEntry) => {
    const address = url.replace(/^https?:/, '');
    return user === ''
      ? [`${address}:_authToken=${placeholder}`]
      : [`${address}:username=${user}`, `${address}:_password=${base64(placeholder)}`];
  };
  const scoped = entries.flatMap(({ registry: { url, scopes } }) =>
    scopes.map((scope) => `${scope}:registry=${url}`),
  );
  const whole = entries.find(({ registry }) => registry.scopes.length === 0);
  return lines([...(whole ? [`registry=${whole.registry.url}`] : []), ...scoped, ...entries.flatMap(login)]);
}

/** Packages come from the first index alone, unless there are more: a name that also exists elsewhere is no way in. */
function pythonFiles(entries: readonly RegistryEntry[]): HomeContent[] {
  const netrc = entries.map(
    ({ registry: { url, user }, placeholder }) =>
      `machine ${new URL(url).hostname} login ${user} password ${placeholder}`,
  );
  const [first = '', ...others] = entries.map(({ registry }) => registry.url);
  const extra = others.length === 0 ? [] : ['extra-index-url =', ...others.map((url) => `    ${url}`)];
  const index = [...others.map((url) => ({ url })), { url: first, default: true }];
  return [
    { path: '.netrc', content: lines(netrc) },
    { path: '.config/pip/pip.conf', content: lines(['[global]', `index-url = ${first}`, ...extra]) },
    { path: '.config/uv/uv.toml', content: { index } },
  ];
}

function cargoFiles({ registry: { url, nameInProject }, placeholder }: RegistryEntry): HomeContent[] {
  return [
    {
      path: '.cargo/config.toml',
      // Cargo reads the other file for a registry that asks everybody for a token only when told so.
      content: {
        registries: { [nameInProject]: { index: `sparse+${url}`, 'credential-provider': 'cargo:token' } },
      },
    },
    {
      path: '.cargo/credentials.toml',
      content: { registries: { [nameInProject]: { token: placeholder } } },
    },
  ];
}

/** No field of a registry may hold a character that XML escapes. */
function mavenSettings(entries: readonly RegistryEntry[]): string {
  const element = (name: string, content: string) => `<${name}>${content}</${name}>`;
  const servers = entries.map(({ registry: { nameInProject, user }, placeholder }) =>
    element(
      'server',
      element('id', nameInProject) + element('username', user) + element('password', placeholder),
    ),
  );
  const repositories = (name: string) =>
    entries.map(({ registry: { nameInProject, url } }) =>
      element(name, element('id', nameInProject) + element('url', url)),
    );
  return lines([
    '<settings>',
    element('servers', servers.join('\n')),
    '<profiles><profile><id>private</id>',
    element('repositories', repositories('repository').join('\n')),
    element('pluginRepositories', repositories('pluginRepository').join('\n')),
    '</profile></profiles>',
    '<activeProfiles><activeProfile>private</activeProfile></activeProfiles>',
    '</settings>',
  ]);
}

function dockerConfig({ registry: { url, user }, placeholder }: RegistryEntry): HomeContent {
  const { host } = new URL(url);
  const name = host === DOCKER_HUB ? 'https://index.docker.io/v1/' : host;
  return {
    path: '.docker/config.json',
    content: { auths: { [name]: { auth: base64(`${user}:${placeholder}`) } } },
  };
}
