import {
  packageRegistrySchema,
  REGISTRY_KINDS,
  type RegistryKind,
  registryVariable,
} from '../../electron/contract/package-registry.ts';
import type { SecretUse } from '../../electron/contract/secrets.ts';
import { wordsOf } from '../../electron/lib/words-of.ts';
import type { SecretForm } from './secret-form.ts';

/** The kinds of package registries as providers of the dialog. */
export const REGISTRY_PROVIDERS = REGISTRY_KINDS.map((kind) => ({
  id: `registry-${kind.id}`,
  name: kind.name,
  kind,
}));

/** The kind of registry that a provider of the dialog stands for. */
export function registryKindOf(provider: string): RegistryKind | undefined {
  return REGISTRY_PROVIDERS.find(({ id }) => id === provider)?.kind;
}

type RegistryUse = Extract<SecretUse, { kind: 'registry' }>;

/** What the fields of a new secret start with. */
export function registryStart({ url, usualUser = '' }: RegistryKind): Partial<SecretForm> {
  return { url, user: usualUser, hosts: '', envName: '' };
}

export function registryFields({ registry, envName }: RegistryUse): Partial<SecretForm> {
  const { kind, url, user, scopes, nameInProject, moreHosts } = registry;
  return {
    provider: `registry-${kind}`,
    url,
    user,
    scopes: scopes.join(' '),
    nameInProject,
    hosts: moreHosts.join('\n'),
    envName,
  };
}

/** The variable that the agent gets unless the person names another. */
export function usualVariable({ id }: RegistryKind, { nameInProject }: SecretForm): string {
  return registryVariable({ kind: id, nameInProject: nameInProject.trim() });
}

/** The registry of the fields; undefined with the problems by field. */
export function registryFrom(
  kind: RegistryKind,
  form: SecretForm,
  errors: Record<string, string>,
): RegistryUse['registry'] | undefined {
  const parsed = packageRegistrySchema.safeParse({
    kind: kind.id,
    url: form.url,
    user: kind.user === 'none' ? '' : form.user.trim(),
    scopes: kind.hasScopes ? wordsOf(form.scopes).map((scope) => scope.replace(/^@?/, '@')) : [],
    nameInProject: kind.nameInProject === undefined ? '' : form.nameInProject.trim(),
    moreHosts: wordsOf(form.hosts),
  });
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) {
    const field = path[0] === 'moreHosts' ? 'hosts' : String(path[0]);
    errors[field] ??= message;
  }
  return undefined;
}
