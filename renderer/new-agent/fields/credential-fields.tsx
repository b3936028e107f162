import { useEffect } from 'react';
import type { ListedSecret } from '../../../electron/contract/secrets.ts';
import { usableType } from '../../agents/agent-type.ts';
import { CredentialChoice } from '../../credentials/credential-choice.tsx';
import { useSecrets } from '../../secrets/use-secrets.ts';
import { useStore } from '../../store/store.ts';
import { Button } from '../../ui/buttons/button.tsx';
import { IconKey } from '../../ui/icons.ts';
import { Callout } from '../../ui/states/callout.tsx';
import type { FieldsProps } from './fields-props.ts';
import { credentialsFor, missingCredential } from './type-credentials.ts';

/** The secrets that the agent may use, and how each reaches it. */
export function CredentialFields({
  form,
  change,
  errors,
  onAdd,
}: FieldsProps & { onAdd: (provider: string) => void }) {
  const secrets = useSecrets()?.secrets;
  const type = useStore((state) => usableType(state.agentTypes, form.type));
  const missing = type && secrets && missingCredential(type, secrets, form.secrets);
  // The type's credentials are selected until the person selects others.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another type or other secrets change the choice
  useEffect(() => {
    if (!type || !secrets || form.secretsTouched) return;
    const fitting = credentialsFor(type, secrets);
    // An unchanged form must stay the same object, so that the last answer to it stays shown.
    if (JSON.stringify(fitting) !== JSON.stringify(form.secrets)) change({ secrets: fitting });
  }, [type, secrets]);
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-muted text-sm font-medium">Credentials</legend>
      {secrets && secrets.length > 0 && (
        <CredentialChoice
          secrets={secrets}
          chosen={form.secrets}
          onChange={(chosen) => change({ secrets: chosen, secretsTouched: true })}
        />
      )}
      {errors.secrets && (
        <p role="alert" className="text-failed text-sm">
          {errors.secrets}
        </p>
      )}
      {missing && (
        <Callout
          title={`No credential for ${missing.name}`}
          action={
            <Button size="sm" icon={IconKey} onClick={() => onAdd(missing.provider)}>
              Add {missing.name} credential
            </Button>
          }
        >
          {missing.without}
        </Callout>
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
