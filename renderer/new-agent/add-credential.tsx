import { SecretDialog } from '../secrets/secret-dialog.tsx';
import { SignInDialog } from '../secrets/sign-in-dialog.tsx';
import type { AddedCredential } from './fields/credential-fields.tsx';

/** Adds a credential above the dialog, which stays as it is. */
export function AddCredential(props: {
  added: AddedCredential;
  onChange: (added: AddedCredential | undefined) => void;
}) {
  const { added, onChange } = props;
  const done = () => onChange(undefined);
  if (added.kind === 'secret')
    return (
      <SecretDialog
        provider={added.provider}
        name={added.name}
        onDone={done}
        onSignIn={(name, use) => onChange({ kind: 'sign-in', name, use })}
      />
    );
  return <SignInDialog name={added.name} use={added.use} onDone={done} />;
}
