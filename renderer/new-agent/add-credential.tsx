import type { ListedSecret } from '../../electron/contract/secrets.ts';
import { SecretDialog } from '../secrets/secret-dialog.tsx';
import { SignInDialog } from '../secrets/sign-in-dialog.tsx';
import type { AddedCredential } from './fields/credential-fields.tsx';
import { proposedSecretName } from './fields/type-credentials.ts';

/** Adds a credential above the dialog, which stays as it is. */
export function AddCredential(props: {
  added: AddedCredential;
  secrets: readonly ListedSecret[];
  onChange: (added: AddedCredential | undefined) => void;
  /** Called with the id of a secret of any provider, which the person adds for this agent. */
  onChosen: (secretId: string) => void;
}) {
  const { added, secrets, onChange, onChosen } = props;
  const done = () => onChange(undefined);
  const names = secrets.map(({ name }) => name);
  if (added.kind === 'sign-in') return <SignInDialog name={added.name} use={added.use} onDone={done} />;
  return (
    <SecretDialog
      {...(added.provider === undefined ? {} : { provider: added.provider })}
      proposeName={(provider) => proposedSecretName(provider, names)}
      onDone={(savedId) => {
        if (savedId !== undefined && added.provider === undefined) onChosen(savedId);
        done();
      }}
      onSignIn={(name, use) => onChange({ kind: 'sign-in', name, use })}
    />
  );
}
