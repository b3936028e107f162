import { AppFailure } from '../../contract/error.ts';
import type { SecretAdministration, SecretCallName, SecretCallOutput } from '../../contract/secrets.ts';
import type { SecretProvider } from './secret-provider.ts';

export function nobodyKeepsSecrets(): AppFailure {
  return new AppFailure({
    type: 'secret-unavailable',
    message:
      'Nobody keeps secrets here. Start “bulkhead serve --key-file FILE”, which keeps them encrypted, or open the app.',
  });
}

/** Provider of an engine host without a keychain or a key file: it has no secrets. */
export const noSecrets: SecretProvider = {
  list: () => [],
  onChange: () => () => undefined,
  value: async () => {
    throw nobodyKeepsSecrets();
  },
  authority: async () => undefined,
  renewed: () => undefined,
  signedIn: () => {
    throw nobodyKeepsSecrets();
  },
  used: () => undefined,
};

export const noAdministration: SecretAdministration = {
  call: async <N extends SecretCallName>(name: N) => {
    if (name !== 'secrets.list') throw nobodyKeepsSecrets();
    return { secrets: [], protection: 'none' } as unknown as SecretCallOutput<N>;
  },
};
