import { AppFailure } from '../../contract/error.ts';
import type { SecretProvider } from './secret-provider.ts';

export function nobodyKeepsSecrets(): AppFailure {
  return new AppFailure({ type: 'secret-unavailable', message: 'Nobody keeps secrets here.' });
}

/** Provider of an engine host that runs without the app: it has no secrets. */
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
