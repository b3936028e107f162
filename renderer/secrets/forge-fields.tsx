import type { ForgeKind } from '../../electron/contract/forge-host.ts';
import { TextField } from '../ui/fields/text-field.tsx';
import type { SecretFieldsProps } from './secret-fields-props.ts';

const RIGHTS: Readonly<Record<ForgeKind, string>> = {
  github:
    'A fine-grained token with “Contents” and “Pull requests” (read and write), “Issues”, “Checks” and “Commit statuses” (read).',
  gitlab: 'A personal or project access token with the scope “api”.',
  gitea: 'A token with “repository” (read and write) and “issue” (read).',
};

/** A token for a server of repositories, and which one gets it. */
export function ForgeFields({ kind, form, change, errors }: SecretFieldsProps & { kind: ForgeKind }) {
  return (
    <TextField
      label="Host"
      mono
      value={form.hosts}
      placeholder="git.example.com"
      hint={RIGHTS[kind]}
      onValueChange={(hosts) => change({ hosts })}
      error={errors.hosts}
    />
  );
}
