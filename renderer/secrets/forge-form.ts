import {
  FORGE_NAMES,
  type ForgeKind,
  forgeHostSchema,
  forgeKindSchema,
} from '../../electron/contract/forge-host.ts';
import type { SecretUse } from '../../electron/contract/secrets.ts';
import type { SecretForm } from './secret-form.ts';

export const forgeProvider = (kind: ForgeKind) => `forge-${kind}`;

/** The kinds of forges as providers of the dialog. */
export const FORGE_PROVIDERS = forgeKindSchema.options.map((kind) => ({
  value: forgeProvider(kind),
  label: `${FORGE_NAMES[kind]}, for pull requests`,
  description: 'For the app alone: no agent gets it',
}));

/** The kind of forge that a provider of the dialog stands for. */
export function forgeKindOf(provider: string): ForgeKind | undefined {
  return forgeKindSchema.options.find((kind) => forgeProvider(kind) === provider);
}

type ForgeUse = Extract<SecretUse, { kind: 'forge' }>;

const USUAL_HOSTS: Readonly<Record<ForgeKind, string>> = {
  github: 'github.com',
  gitlab: 'gitlab.com',
  gitea: 'codeberg.org',
};

/** What the fields of a new token start with. */
export const forgeStart = (kind: ForgeKind): Partial<SecretForm> => ({ hosts: USUAL_HOSTS[kind] });

export const forgeFields = ({ forge, host }: ForgeUse): Partial<SecretForm> => ({
  provider: forgeProvider(forge),
  hosts: host,
});

export function forgeUse(kind: ForgeKind, { hosts }: SecretForm, errors: Record<string, string>): ForgeUse {
  const host = forgeHostSchema.safeParse(hosts);
  if (!host.success) errors.hosts = host.error.issues[0]?.message ?? 'This is no host.';
  return { kind: 'forge', forge: kind, host: host.data ?? '' };
}
