import type { RegistryKind } from '../../electron/contract/package-registry.ts';
import { TextArea } from '../ui/fields/text-area.tsx';
import { TextField } from '../ui/fields/text-field.tsx';
import { usualVariable } from './registry-form.ts';
import type { SecretFieldsProps } from './secret-fields-props.ts';

/** A private package registry: where it is, and what package managers need to know of it. */
export function RegistryFields({ kind, form, change, errors }: SecretFieldsProps & { kind: RegistryKind }) {
  const files = kind.files.map((path) => `~/${path}`).join(', ');
  return (
    <>
      <TextField
        label="Address"
        mono
        value={form.url}
        placeholder="https://packages.example.com/"
        hint={`New agents find it, with a placeholder, in ${files}.`}
        onValueChange={(url) => change({ url })}
        error={errors.url}
      />
      {kind.user !== 'none' && (
        <TextField
          label="User"
          mono
          value={form.user}
          hint={
            kind.user === 'optional' ? 'Only for a registry that wants a user and a password.' : undefined
          }
          onValueChange={(user) => change({ user })}
          error={errors.user}
        />
      )}
      {kind.hasScopes && (
        <TextField
          label="Scopes"
          mono
          value={form.scopes}
          placeholder="@company"
          hint="Packages of these scopes come from there; without any, all packages do."
          onValueChange={(scopes) => change({ scopes })}
          error={errors.scopes}
        />
      )}
      {kind.nameInProject !== undefined && (
        <TextField
          label="Name in the project"
          mono
          value={form.nameInProject}
          placeholder="company"
          hint={kind.nameInProject}
          onValueChange={(nameInProject) => change({ nameInProject })}
          error={errors.nameInProject}
        />
      )}
      <TextArea
        label="More hosts"
        mono
        rows={2}
        value={form.hosts}
        hint="One per line, usually none: of downloads or of a server of tokens, where they get the secret too."
        onValueChange={(hosts) => change({ hosts })}
        error={errors.hosts}
      />
      <TextField
        label="Agent’s variable"
        mono
        value={form.envName}
        placeholder={usualVariable(kind, form)}
        hint="The environment variable that holds the placeholder in the agent."
        onValueChange={(envName) => change({ envName })}
        error={errors.envName}
      />
    </>
  );
}
