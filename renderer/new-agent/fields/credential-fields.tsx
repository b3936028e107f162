import { useEffect } from 'react';
import { credentialsFor } from '../../../electron/contract/credentials-for-type.ts';
import type { ListedSecret, SecretUse } from '../../../electron/contract/secrets.ts';
import { usableType } from '../../agents/agent-type.ts';
import { CredentialChoice } from '../../credentials/credential-choice.tsx';
import { useStore } from '../../store/store.ts';
import { Button } from '../../ui/buttons/button.tsx';
import { IconExternalLink, IconKey, IconPlus } from '../../ui/icons.ts';
import { giveFocusBack } from '../../ui/overlays/focus-return.ts';
import { Callout } from '../../ui/states/callout.tsx';
import type { FieldsProps } from './fields-props.ts';
import { type MissingCredential, missingCredential, proposedSecretName } from './type-credentials.ts';

/**
 * What is to be added for the agent: a secret, of the provider that the type needs or of any, or a sign-in. `name`: one
 * that no other secret has.
 */
export type AddedCredential =
  | { kind: 'secret'; provider?: string }
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
  const signIn = (provider: string) =>
    onAdd({
      kind: 'sign-in',
      use: { kind: 'oauth', provider },
      name: proposedSecretName(
        provider,
        (secrets ?? []).map(({ name }) => name),
      ),
    });
  return (
    <fieldset className="relative flex flex-col gap-2">
      <legend className="mb-1 text-muted text-sm font-medium">Credentials</legend>
      {secrets && !missing && (
        <div className="absolute -top-1 right-0">
          <Button size="sm" variant="ghost" icon={IconPlus} onClick={() => onAdd({ kind: 'secret' })}>
            Add secret
          </Button>
        </div>
      )}
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
        <MissingCredentialNote
          missing={missing}
          onSignIn={signIn}
          onAdd={(provider) => onAdd({ kind: 'secret', provider })}
        />
      )}
      {secrets?.length === 0 && !missing && <p className="text-sm text-subtle">None yet</p>}
    </fieldset>
  );
}

/** How to get a credential for the type. It goes once there is one. */
export function MissingCredentialNote(props: {
  missing: MissingCredential;
  onSignIn: (account: string) => void;
  onAdd: (provider: string) => void;
}) {
  const { provider, name, without, accounts } = props.missing;
  // The button that led to the credential goes as well, and Enter is to create the agent.
  useEffect(() => giveFocusBack, []);
  return (
    <Callout title={`No credential for ${name}`}>
      {without}
      <div className="mt-1.5 flex flex-wrap gap-2">
        {accounts.map((account) => (
          <Button
            key={account.id}
            size="sm"
            icon={IconExternalLink}
            onClick={() => props.onSignIn(account.id)}
          >
            Sign in to {account.name}
          </Button>
        ))}
        <Button size="sm" icon={IconKey} onClick={() => props.onAdd(provider)}>
          Add {name} credential
        </Button>
      </div>
    </Callout>
  );
}
