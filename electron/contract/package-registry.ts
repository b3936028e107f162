import { z } from 'zod';
import { parseUrl } from '../lib/parse-url.ts';
import type { SecretPlace } from './egress.ts';
import { hostPatternSchema } from './egress-rule.ts';

const BEARER: SecretPlace = { kind: 'header', name: 'Authorization' };
const BASIC: SecretPlace = { kind: 'basic' };

const registryKindIdSchema = z.enum(['npm', 'pypi', 'cargo', 'maven', 'containers']);

/** What a kind of package registry asks of its credential, and of whoever describes one. */
export interface RegistryKind {
  readonly id: z.infer<typeof registryKindIdSchema>;
  readonly name: string;
  /** The programs that read it. */
  readonly description: string;
  /** The address that a person starts from; empty where each has another. */
  readonly url: string;
  /** Where its programs send the credential. */
  readonly places: readonly SecretPlace[];
  /** The prefix of real tokens. */
  readonly placeholderPrefix: string;
  /** The variable of the agent that gets the placeholder, unless the person names another. */
  readonly envName: string;
  /** The files of a new home in which its programs find the registry, and placeholders. */
  readonly files: readonly string[];
  /** The user beside the token: `none` has no user, `optional` makes it basic authentication. */
  readonly user: 'none' | 'optional' | 'required';
  /** The user whom most registries of this kind take. */
  readonly usualUser?: string;
  /** What a project calls the registry; absent where it has no name. */
  readonly nameInProject?: string;
  /** Packages of some scopes alone come from it. */
  readonly hasScopes?: boolean;
}

/**
 * Sources: npm ("npmrc", auth related configuration), pip ("Authentication"), The Cargo Book ("Registry Authentication",
 * whose token is the whole header), Maven ("Settings Reference", servers), Distribution ("Token Authentication
 * Specification").
 */
export const REGISTRY_KINDS: readonly RegistryKind[] = [
  {
    id: 'npm',
    name: 'npm registry',
    description: 'Private packages of npm, pnpm and Yarn',
    url: 'https://registry.npmjs.org/',
    places: [BEARER, BASIC],
    placeholderPrefix: 'npm_',
    envName: 'NPM_TOKEN',
    files: ['.npmrc'],
    user: 'optional',
    hasScopes: true,
  },
  {
    id: 'pypi',
    name: 'Python index',
    description: 'Private packages of pip and uv',
    url: '',
    places: [BASIC],
    placeholderPrefix: '',
    envName: 'PYTHON_INDEX_PASSWORD',
    files: ['.netrc', '.config/pip/pip.conf', '.config/uv/uv.toml'],
    user: 'required',
    usualUser: '__token__',
  },
  {
    id: 'cargo',
    name: 'Cargo registry',
    description: 'Private crates',
    url: '',
    places: [BEARER],
    placeholderPrefix: '',
    envName: 'CARGO_REGISTRY_TOKEN',
    files: ['.cargo/config.toml', '.cargo/credentials.toml'],
    user: 'none',
    nameInProject: 'As Cargo.toml has it in “registry = …”.',
  },
  {
    id: 'maven',
    name: 'Maven repository',
    description: 'Private artifacts of Maven',
    url: '',
    places: [BASIC],
    placeholderPrefix: '',
    envName: 'MAVEN_PASSWORD',
    files: ['.m2/settings.xml'],
    user: 'required',
    nameInProject: 'The id of the repository in pom.xml.',
  },
  {
    id: 'containers',
    name: 'Container registry',
    description: 'Private images of Docker, Podman, Skopeo and others',
    url: 'https://docker.io/',
    places: [BASIC, BEARER],
    placeholderPrefix: '',
    envName: 'REGISTRY_PASSWORD',
    files: ['.docker/config.json'],
    user: 'required',
  },
];

/** Docker Hub, which people and its programs call by three names. */
export const DOCKER_HUB = 'docker.io';

/** Hosts beside a registry's own that its programs send the credential to, such as a server of tokens. */
const FURTHER_HOSTS: Readonly<Record<string, readonly string[]>> = {
  [DOCKER_HUB]: ['index.docker.io', 'registry-1.docker.io', 'auth.docker.io'],
  'registry.gitlab.com': ['gitlab.com'],
};

const registryUrlSchema = z
  .string()
  .trim()
  .max(500)
  .transform((text, context) => {
    const problem = (message: string) => {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    const url = parseUrl(text.includes('://') ? text : `https://${text}`);
    if (!url || !/^https?:$/.test(url.protocol))
      return problem('An address such as https://packages.example.com/npm/.');
    if (url.username || url.password) return problem('Leave the login out of the address.');
    if (url.search || url.hash) return problem('Leave out what follows “?” or “#”.');
    if (url.hostname.includes('*')) return problem('An address has one host, without “*”.');
    const host = hostPatternSchema.safeParse(url.hostname);
    if (!host.success) return problem(host.error.issues[0]?.message ?? 'That is no host.');
    // What has a meaning in one of the files that name the address stays out of it.
    if (!/^[\w.~/@%+:-]*$/.test(url.pathname))
      return problem('A path of letters, digits and . _ ~ - / @ % + : alone.');
    return url.pathname.endsWith('/') ? url.href : `${url.href}/`;
  });

/** A server of packages or images that wants a credential. */
export const packageRegistrySchema = z
  .object({
    kind: registryKindIdSchema,
    url: registryUrlSchema,
    /** Whose token it is; empty: the token says so itself. */
    user: z
      .string()
      .regex(/^[\w.@+$|~-]{0,200}$/, 'Letters, digits and . _ @ + $ | ~ - alone.')
      .default(''),
    /** npm: the scopes whose packages come from there; none: all packages do. */
    scopes: z
      .array(z.string().regex(/^@[a-z0-9~][\w.~-]{0,200}$/, 'A scope looks like @company.'))
      .max(40)
      .default([]),
    /** What a project calls it; empty where it has no name. */
    nameInProject: z
      .string()
      .regex(/^([A-Za-z][\w.-]{0,60})?$/, 'Letters, digits and . _ - alone, and a letter first.')
      .default(''),
    /** Further hosts that its programs send the credential to, of tokens or downloads. */
    moreHosts: z.array(hostPatternSchema).max(32).default([]),
  })
  .superRefine(({ kind: id, user, nameInProject }, context) => {
    const kind = registryKind(id);
    const issue = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (kind.user === 'required' && user === '') issue('user', 'Name the user whose token it is.');
    if (kind.nameInProject !== undefined && nameInProject === '')
      issue('nameInProject', `Name it: ${kind.nameInProject}`);
    if (id === 'cargo' && nameInProject.includes('.'))
      issue('nameInProject', 'Cargo takes letters, digits, - and _ alone.');
  });
export type PackageRegistry = z.output<typeof packageRegistrySchema>;

/** The kind of this id. */
export function registryKind(id: PackageRegistry['kind']): RegistryKind {
  const kind = REGISTRY_KINDS.find((each) => each.id === id);
  if (!kind) throw new TypeError(`No kind of registry has the id ${id}.`);
  return kind;
}

/** Every host that gets the credential. */
export function registryHosts({ url, moreHosts }: Pick<PackageRegistry, 'url' | 'moreHosts'>): string[] {
  const { hostname } = new URL(url);
  return [...new Set([hostname, ...(FURTHER_HOSTS[hostname] ?? []), ...moreHosts])];
}

/** The port of the address, where it is not that of HTTPS. */
export function registryPort({ url }: Pick<PackageRegistry, 'url'>): number | undefined {
  const { port } = new URL(url);
  return port === '' ? undefined : Number(port);
}

/** The variable that gets the placeholder unless the person names another: Cargo's has the registry's name. */
export function registryVariable({
  kind,
  nameInProject,
}: Pick<PackageRegistry, 'kind' | 'nameInProject'>): string {
  const named = kind === 'cargo' && /^[\w-]+$/.test(nameInProject);
  return named
    ? `CARGO_REGISTRIES_${nameInProject.toUpperCase().replaceAll('-', '_')}_TOKEN`
    : registryKind(kind).envName;
}

/** The registry in words: its kind and host. */
export function registryTitle({ kind, url }: Pick<PackageRegistry, 'kind' | 'url'>): string {
  return `${registryKind(kind).name} ${new URL(url).host}`;
}
