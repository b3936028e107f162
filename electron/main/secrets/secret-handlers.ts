import type { ShellHandlers } from '../shell-server.ts';
import type { SecretsStore } from './secrets-store.ts';

/** What windows may ask about secrets: everything but a value. */
export function secretHandlers(
  store: SecretsStore,
): Pick<ShellHandlers, 'secrets.list' | 'secrets.save' | 'secrets.remove' | 'secrets.test'> {
  return {
    'secrets.list': () => store.list(),
    'secrets.save': async (change) => ({ id: (await store.save(change)).id }),
    'secrets.remove': async ({ id }) => {
      await store.remove(id);
      return {};
    },
    'secrets.test': async ({ id }) => ({ characters: (await store.value(id)).reveal().length }),
  };
}
