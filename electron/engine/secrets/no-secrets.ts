import { AppFailure } from '../../contract/error.ts';
import type { SecretKeeper } from './secret-keeper.ts';

function none(): never {
  throw new AppFailure({ type: 'secret-unavailable', message: 'Nobody keeps secrets here.' });
}

/** For an engine host that runs without the app: there are no secrets. */
export const noSecrets: SecretKeeper = {
  list: () => [],
  onChange: () => () => undefined,
  value: async () => none(),
  authority: async () => none(),
  used: () => undefined,
};
