import { type BrowserWindow, dialog, type WebContents } from 'electron';
import { AppFailure } from '../../contract/error.ts';
import type { SecretSource } from '../../contract/secrets.ts';
import type { ShellHandlers } from '../shell-server.ts';
import type { SecretsStore } from './secrets-store.ts';

/** What windows may ask about secrets: everything but a value. */
export function secretHandlers(
  store: SecretsStore,
  windowOf: (contents: WebContents) => BrowserWindow,
): Pick<ShellHandlers, 'secrets.list' | 'secrets.save' | 'secrets.remove' | 'secrets.test'> {
  return {
    'secrets.list': () => store.list(),
    'secrets.save': async (change, sender) => {
      const present = store.records().find(({ id }) => id === change.id);
      if (JSON.stringify(present?.source) !== JSON.stringify(change.source))
        await agreeTo(change.source, windowOf(sender));
      return { id: (await store.save(change)).id };
    },
    'secrets.remove': async ({ id }) => {
      await store.remove(id);
      return {};
    },
    'secrets.test': async ({ id }) => ({ characters: (await store.value(id)).reveal().length }),
  };
}

/** A page that was taken over must not run programs or read files: the person agrees to the exact one, outside of it. */
async function agreeTo(source: SecretSource, window: BrowserWindow): Promise<void> {
  if (source.kind !== 'command' && source.kind !== 'file') return;
  const runs = source.kind === 'command';
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: runs
      ? 'Let Bulkhead run this command whenever it needs the secret?'
      : 'Let Bulkhead read this file whenever it needs the secret?',
    detail: runs ? source.command : source.path,
    buttons: ['Allow', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
  });
  if (response === 0) return;
  throw new AppFailure({
    type: 'invalid-input',
    field: 'source',
    message: 'It was not allowed, so nothing was saved.',
  });
}
