import { useEffect } from 'react';
import type { ListedSecret, SecretUse } from '../../../electron/contract/secrets.ts';
import { usableType } from '../../agents/agent-type.ts';
import { CredentialChoice } from '../../credentials/credential-choice.tsx';
import { useStore } from '../../store/store.ts';
import { Button } from '../../ui/buttons/button.tsx';
import { IconExternalLink, IconKey } from '../../ui/icons.ts';
import { Callout } from '../../ui/states/callout.tsx';
import type { FieldsProps } from './fields-props.ts';
import { credentialsFor, missingCredential, proposedSecretName } from './type-credentials.ts';

/** What is to be added for the agent: a secret of a provider, or a sign-in. `name`: one that no other secret has. */
export type AddedCredential =
  | { kind: 'secret'; provider: string; name: string }
  | { kind: 'sign-in'; use: SecretUse; name: string };

/** The secrets that the agent may use, and how each reaches it. */
export function CredentialFields({
  form,
  change,
  errors,
  secrets,
  onAdd,
}: FieldsProps & {
  /** undefined until they are known */
  secrets: readonly ListedSecret[] | undefined;
  onAdd: (added: AddedCredential) => void;
}) {
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
  const newName = (provider: string) => proposedSecretName(provider, secrets?.map(({ name }) => name) ?? []);
  const addSecret = (provider: string) => () => onAdd({ kind: 'secret', provider, name: newName(provider) });
  const signIn = (provider: string) => () =>
    onAdd({ kind: 'sign-in', use: { kind: 'oauth', provider }, name: newName(provider) });
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-muted text-sm font-medium">Credentials</legend>
      {secrets && secrets.length > 0 && (
        <div className="max-h-40 overflow-y-auto">
          <CredentialChoice
            secrets={secrets}
            chosen={form.secrets}
            onChange={(chosen) => change({ secrets: chosen, secretsTouched: true })}
          />
        </div>
      )}
      {errors.secrets && (
        <p role="alert" className="text-failed text-sm">
          {errors.secrets}
        </p>
      )}
      {missing && (
        <Callout title={`No credential for ${missing.name}`}>
          {missing.without}
          <div className="mt-1.5 flex flex-wrap gap-2">
            {missing.account && (
              <Button size="sm" icon={IconExternalLink} onClick={signIn(missing.account.id)}>
                Sign in to {missing.account.name}
              </Button>
            )}
            <Button size="sm" icon={IconKey} onClick={addSecret(missing.provider)}>
              Add {missing.name} credential
            </Button>
          </div>
        </Callout>
      )}
      {secrets?.length === 0 && !missing && (
        <p className="text-sm text-subtle">None yet. Add secrets in the settings.</p>
      )}
    </fieldset>
  );
}
