import { environmentOf, type ListedSecret } from '../../electron/contract/secrets.ts';
import { titleOf } from '../settings/secret-form.ts';
import { useSecrets } from '../settings/use-secrets.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import type { FieldsProps } from './new-agent-dialog.tsx';

/** The secrets that the agent may use. It never gets their values. */
export function CredentialFields({ form, change, errors }: FieldsProps) {
  const secrets = useSecrets()?.secrets;
  const choose = (id: string, chosen: boolean) =>
    change({
      secretIds: chosen ? [...form.secretIds, id] : form.secretIds.filter((other) => other !== id),
    });
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-muted text-sm font-medium">Credentials</legend>
      {secrets?.map((secret) => (
        <Checkbox
          key={secret.id}
          label={secret.name}
          description={descriptionOf(secret)}
          checked={form.secretIds.includes(secret.id)}
          onCheckedChange={(chosen) => choose(secret.id, chosen)}
        />
      ))}
      {errors.secrets && (
        <p role="alert" className="text-failed text-sm">
          {errors.secrets}
        </p>
      )}
      <p className="text-sm text-subtle">{hint(secrets, form)}</p>
    </fieldset>
  );
}

function descriptionOf(secret: ListedSecret): string {
  const variables = environmentOf(secret).join(', ');
  const missing = secret.missing ? ' Its value is missing: replace it in the settings.' : '';
  return `${titleOf(secret.use)}, as a placeholder in ${variables}.${missing}`;
}

function hint(secrets: readonly ListedSecret[] | undefined, form: FieldsProps['form']): string {
  if (secrets?.length === 0) return 'None yet. Add secrets in the settings.';
  if (form.egress === 'off' && form.secretIds.length > 0)
    return 'With egress Off the agent reaches no provider.';
  return 'The gateway fills in the real value at the secret’s hosts, which the allowlist then includes.';
}
