import { environmentNameSchema } from '../../electron/contract/agent-spec.ts';
import { BUILTIN_ACCOUNTS } from '../../electron/contract/builtin-accounts.ts';
import { BUILTIN_BINDINGS } from '../../electron/contract/builtin-bindings.ts';
import { parseHostPattern } from '../../electron/contract/host-pattern.ts';
import { oauthProviderSchema } from '../../electron/contract/oauth.ts';
import { type RegistryKind, registryTitle } from '../../electron/contract/package-registry.ts';
import {
  oauthProviderOf,
  type SecretRecord,
  type SecretSource,
  type SecretUse,
} from '../../electron/contract/secrets.ts';
import type { ShellInput } from '../../electron/contract/shell.ts';
import { assertNever } from '../../electron/lib/assert-never.ts';
import { wordsOf } from '../../electron/lib/words-of.ts';
import { forgeFields, forgeKindOf, forgeUse } from './forge-form.ts';
import { registryFields, registryFrom, registryKindOf, usualVariable } from './registry-form.ts';

export const CUSTOM = 'custom';
/** An account of a provider that the person describes. */
export const CUSTOM_ACCOUNT = 'custom-account';
export type PlaceKind = 'header' | 'query' | 'basic';

/** The dialog's fields as typed. */
export interface SecretForm {
  name: string;
  /** The id of a built-in binding or account, of `REGISTRY_PROVIDERS`, `CUSTOM`, or `CUSTOM_ACCOUNT`. */
  provider: string;
  hosts: string;
  place: PlaceKind;
  /** The header's or query parameter's name. */
  placeName: string;
  envName: string;
  /** Of a package registry, as `nameInProject` and `scopes`. */
  url: string;
  user: string;
  scopes: string;
  nameInProject: string;
  /** JSON of the person's own account provider. */
  description: string;
  source: SecretSource['kind'];
  value: string;
  variable: string;
  command: string;
  path: string;
}

const empty: SecretForm = {
  name: '',
  provider: 'anthropic',
  hosts: '',
  place: 'header',
  placeName: 'Authorization',
  envName: '',
  url: '',
  user: '',
  scopes: '',
  nameInProject: '',
  description: '',
  source: 'typed',
  value: '',
  variable: '',
  command: '',
  path: '',
};

/** The form for a new secret, or for an existing one without its value. */
export function secretFormOf(secret: SecretRecord | undefined): SecretForm {
  if (!secret) return empty;
  const { name, use, source } = secret;
  return {
    ...empty,
    name,
    ...usedFields(use),
    source: source.kind,
    ...(source.kind === 'environment' ? { variable: source.variable } : {}),
    ...(source.kind === 'command' ? { command: source.command } : {}),
    ...(source.kind === 'file' ? { path: source.path } : {}),
  };
}

function usedFields(use: SecretUse): Partial<SecretForm> {
  if (use.kind === 'custom') return customFields(use);
  if (use.kind === 'registry') return registryFields(use);
  if (use.kind === 'forge') return forgeFields(use);
  // The section of the proxy changes its password.
  if (use.kind === 'proxy') return {};
  if (typeof use.provider === 'string') return { provider: use.provider };
  return { provider: CUSTOM_ACCOUNT, description: JSON.stringify(use.provider, null, 2) };
}

/** The built-in account of this id. */
export function builtinAccount(provider: string) {
  return BUILTIN_ACCOUNTS.find(({ id }) => id === provider);
}

function customFields({
  hosts,
  place,
  envName,
}: Extract<SecretUse, { kind: 'custom' }>): Partial<SecretForm> {
  return {
    provider: CUSTOM,
    hosts: hosts.join('\n'),
    place: place.kind === 'sigv4' ? 'header' : place.kind,
    placeName: 'name' in place ? place.name : '',
    envName,
  };
}

type Change = ShellInput<'secrets.save'>;

/** The change to save, or the problems by field. `secret`: the secret to change, whose value may stay. */
export function changeFrom(
  form: SecretForm,
  secret: SecretRecord | undefined,
): { change: Change } | { errors: Readonly<Record<string, string>> } {
  const errors: Record<string, string> = {};
  if (form.name.trim() === '') errors.name = 'Give the secret a name.';
  const use = bindingFrom(form, errors);
  const source = sourceFrom(form, errors);
  const keepsValue = secret?.source.kind === 'typed' && form.value === '';
  if (form.source === 'typed' && form.value === '' && !keepsValue) errors.value = 'Type the secret.';
  if (Object.keys(errors).length > 0) return { errors };
  return {
    change: {
      ...(secret ? { id: secret.id } : {}),
      name: form.name.trim(),
      use,
      source,
      ...(form.source === 'typed' && !keepsValue ? { value: form.value } : {}),
    },
  };
}

function bindingFrom(form: SecretForm, errors: Record<string, string>): SecretUse {
  if (form.provider === CUSTOM_ACCOUNT) return describedAccount(form, errors);
  const registry = registryKindOf(form.provider);
  if (registry) return registryUse(registry, form, errors);
  if (builtinAccount(form.provider)) return { kind: 'oauth', provider: form.provider };
  const forge = forgeKindOf(form.provider);
  if (forge) return forgeUse(forge, form, errors);
  if (form.provider !== CUSTOM) return { kind: 'provider', provider: form.provider };
  const hosts = wordsOf(form.hosts);
  if (hosts.length === 0) errors.hosts = 'Name the hosts that the secret is for, such as api.example.com.';
  for (const host of hosts) {
    const parsed = parseHostPattern(host);
    if (!parsed.ok) errors.hosts ??= `“${host}”: ${parsed.message}`;
  }
  const placeName = form.placeName.trim();
  if (form.place !== 'basic' && !/^[A-Za-z0-9_.-]+$/.test(placeName))
    errors.placeName = 'Letters, digits, "-", "_" and ".".';
  const envName = variableFrom(form.envName.trim(), errors);
  const place = form.place === 'basic' ? { kind: form.place } : { kind: form.place, name: placeName };
  return { kind: 'custom', hosts, place, envName };
}

function registryUse(kind: RegistryKind, form: SecretForm, errors: Record<string, string>): SecretUse {
  const envName = variableFrom(form.envName.trim() || usualVariable(kind, form), errors);
  const registry = registryFrom(kind, form, errors);
  // Without a registry there are problems, and nothing is saved.
  return registry ? { kind: 'registry', registry, envName } : { kind: 'provider', provider: form.provider };
}

function variableFrom(name: string, errors: Record<string, string>): string {
  const parsed = environmentNameSchema.safeParse(name);
  if (!parsed.success) errors.envName = parsed.error.issues[0]?.message ?? 'That is no variable.';
  return name;
}

/** The account of the form, when a person can sign in to it here. */
export function signInUse(form: SecretForm): SecretUse | undefined {
  const use = bindingFrom(form, {});
  return oauthProviderOf(use)?.signIn ? use : undefined;
}

function describedAccount({ description }: SecretForm, errors: Record<string, string>): SecretUse {
  try {
    const parsed = oauthProviderSchema.safeParse(JSON.parse(description));
    if (parsed.success) return { kind: 'oauth', provider: parsed.data };
    const issue = parsed.error.issues[0];
    errors.description = `${issue?.path.join('.') || 'The description'}: ${issue?.message ?? 'not valid'}`;
  } catch {
    errors.description = 'That is no JSON. The documentation (Keep keys out) has an example.';
  }
  return { kind: 'oauth', provider: CUSTOM_ACCOUNT };
}

function sourceFrom(form: SecretForm, errors: Record<string, string>): SecretSource {
  switch (form.source) {
    case 'typed':
      return { kind: 'typed' };
    case 'environment':
      if (!environmentNameSchema.safeParse(form.variable.trim()).success)
        errors.variable = 'The name of a variable, such as ANTHROPIC_API_KEY.';
      return { kind: 'environment', variable: form.variable.trim() };
    case 'command':
      if (form.command.trim() === '')
        errors.command = 'A command that prints the secret, such as gh auth token.';
      return { kind: 'command', command: form.command.trim() };
    case 'file':
      if (form.path.trim() === '') errors.path = 'The path of a file that holds the secret and nothing else.';
      return { kind: 'file', path: form.path.trim() };
    default:
      return assertNever(form.source);
  }
}

/** "Anthropic", or the first host of a custom secret. */
export function titleOf(use: SecretUse): string {
  if (use.kind === 'proxy') return 'The proxy';
  if (use.kind === 'forge') return `Pull requests at ${use.host}`;
  if (use.kind === 'custom') return use.hosts.join(', ');
  if (use.kind === 'registry') return registryTitle(use.registry);
  if (use.kind === 'oauth') {
    if (typeof use.provider !== 'string') return use.provider.hosts.join(', ');
    return `${builtinAccount(use.provider)?.name ?? use.provider} subscription`;
  }
  return BUILTIN_BINDINGS.find(({ id }) => id === use.provider)?.name ?? use.provider;
}

export function sourceTitle(source: SecretSource): string {
  switch (source.kind) {
    case 'typed':
      return 'Typed in';
    case 'environment':
      return `Variable ${source.variable}`;
    case 'command':
      return `Command ${source.command}`;
    case 'file':
      return `File ${source.path}`;
    default:
      return assertNever(source);
  }
}
