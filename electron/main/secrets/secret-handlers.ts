import type { BrowserWindow, WebContents } from 'electron';
import type { ConsentQuestion } from '../../contract/consent.ts';
import { AppFailure } from '../../contract/error.ts';
import type { SecretRecord, SecretSource } from '../../contract/secrets.ts';
import { assertNever } from '../../lib/assert-never.ts';
import { askPerson } from '../consent.ts';
import type { ShellHandlers } from '../shell-server.ts';
import type { SecretsStore } from './secrets-store.ts';

/** The handlers of the windows' calls about secrets; none returns a value. */
export function secretHandlers(
  store: SecretsStore,
  windowOf: (contents: WebContents) => BrowserWindow,
): Pick<ShellHandlers, 'secrets.list' | 'secrets.save' | 'secrets.remove' | 'secrets.test'> {
  return {
    'secrets.list': () => store.list(),
    'secrets.save': async (change, sender) => {
      const present = store.records().find(({ id }) => id === change.id);
      for (const { field, ...question } of questionsAbout(present, change))
        if (!(await askPerson(question, windowOf(sender)))) throw notAllowed(field);
      return { id: (await store.save(change)).id };
    },
    'secrets.remove': async ({ id }) => {
      await store.remove(id);
      return {};
    },
    'secrets.test': async ({ id }) => ({ characters: (await store.value(id)).reveal().length }),
  };
}

/**
 * The questions that the person must answer outside of the page, which may be compromised: about a source that runs a
 * program or reads a file or variable, and about new hosts and places for a value that the page does not know.
 */
export function questionsAbout(
  present: SecretRecord | undefined,
  change: Pick<SecretRecord, 'name' | 'use' | 'source'> & { value?: string | undefined },
): (ConsentQuestion & { field: 'source' | 'use' })[] {
  const sameSource = JSON.stringify(present?.source) === JSON.stringify(change.source);
  const source = sameSource ? undefined : sourceQuestion(change.source);
  const keepsValue = present !== undefined && sameSource && change.value === undefined;
  const moves = keepsValue && JSON.stringify(present.use) !== JSON.stringify(change.use);
  return [
    ...(source ? [{ ...source, field: 'source' as const }] : []),
    ...(moves
      ? [
          {
            field: 'use' as const,
            message: 'Let this secret be sent to other places?',
            detail: `${change.name}\n${JSON.stringify(change.use, null, 2)}`,
          },
        ]
      : []),
  ];
}

function sourceQuestion(source: SecretSource): ConsentQuestion | undefined {
  switch (source.kind) {
    case 'typed':
      return undefined;
    case 'command':
      return {
        message: 'Let Bulkhead run this command whenever it needs the secret?',
        detail: source.command,
      };
    case 'file':
      return { message: 'Let Bulkhead read this file whenever it needs the secret?', detail: source.path };
    case 'environment':
      return {
        message: 'Let Bulkhead use this environment variable as a secret?',
        detail: source.variable,
      };
    default:
      return assertNever(source);
  }
}

function notAllowed(field: string): AppFailure {
  return new AppFailure({
    type: 'invalid-input',
    field,
    message: 'It was not allowed, so nothing was saved.',
  });
}
