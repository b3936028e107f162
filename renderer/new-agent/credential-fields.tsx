import type { ListedSecret } from '../../electron/contract/secrets.ts';
import { CredentialChoice } from '../credentials/credential-choice.tsx';
import { useSecrets } from '../settings/use-secrets.ts';
import type { FieldsProps } from './new-agent-dialog.tsx';

/** The secrets that the agent may use, and how each reaches it. */
export function CredentialFields({ form, change, errors }: FieldsProps) {
  const secrets = useSecrets()?.secrets;
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-muted text-sm font-medium">Credentials</legend>
      {secrets && secrets.length > 0 && (
        <CredentialChoice
          secrets={secrets}
          chosen={form.secrets}
          onChange={(chosen) => change({ secrets: chosen })}
        />
      )}
      {errors.secrets && (
        <p role="alert" className="text-failed text-sm">
          {errors.secrets}
        </p>
      )}
      <p className="text-sm text-subtle">{hint(secrets, form)}</p>
    </fieldset>
  );
}

function hint(secrets: readonly ListedSecret[] | undefined, form: FieldsProps['form']): string {
  if (secrets?.length === 0) return 'None yet. Add secrets in the settings.';
  if (form.egress === 'off' && form.secrets.length > 0)
    return 'With egress Off the agent reaches no provider.';
  return 'The gateway fills in the real value at the secret’s hosts, which the allowlist then includes.';
}
