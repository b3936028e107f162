import type { UsableAgentType } from '../../electron/contract/agent-type.ts';
import { credentialsFor } from '../../electron/contract/credentials-for-type.ts';
import type { ListedSecret } from '../../electron/contract/secrets.ts';
import { type AddedCredential, MissingCredentialNote } from '../new-agent/fields/credential-fields.tsx';
import { missingCredential, proposedSecretName } from '../new-agent/fields/type-credentials.ts';
import { countOf } from './task-form.ts';

/** Credentials that the chosen types need and the person does not have, each once. */
export function MissingCredentials(props: {
  types: readonly UsableAgentType[];
  counts: Readonly<Record<string, string>>;
  /** Undefined until they are known. */
  secrets: readonly ListedSecret[] | undefined;
  onAdd: (added: AddedCredential) => void;
}) {
  const { types, counts, secrets, onAdd } = props;
  if (!secrets) return null;
  const missing = types
    .filter(({ id }) => (countOf(counts[id]) ?? 0) > 0)
    .flatMap((type) => missingCredential(type, secrets, credentialsFor(type, secrets)) ?? []);
  const names = secrets.map(({ name }) => name);
  return missing
    .filter(({ provider }, index) => missing.findIndex((each) => each.provider === provider) === index)
    .map((each) => (
      <MissingCredentialNote
        key={each.provider}
        // Nobody is there to sign in while a task is worked on.
        missing={{ ...each, without: 'Without one its program cannot work on the prompt.' }}
        onSignIn={(provider) =>
          onAdd({
            kind: 'sign-in',
            use: { kind: 'oauth', provider },
            name: proposedSecretName(provider, names),
          })
        }
        onAdd={(provider) => onAdd({ kind: 'secret', provider })}
      />
    ));
}
