import type { ConsentQuestion } from '../contract/consent.ts';
import { AppFailure } from '../contract/error.ts';
import type {
  SecretAdministration,
  SecretCallInput,
  SecretCallName,
  SecretCallOutput,
} from '../contract/secrets.ts';
import { questionsAbout } from './secret-questions.ts';
import type { SecretsStore } from './secrets-store.ts';

type Handlers = {
  [N in SecretCallName]: (input: SecretCallInput<N>, signal?: AbortSignal) => Promise<SecretCallOutput<N>>;
};

/**
 * Lists and changes the secrets of a store. `ask` resolves to whether the person agreed, outside of any page, or rejects
 * with the reason why they cannot be asked: no page alone decides where a stored value goes.
 */
export function administer(
  store: SecretsStore,
  ask: (question: ConsentQuestion, signal?: AbortSignal) => Promise<boolean>,
): SecretAdministration {
  const handlers: Handlers = {
    'secrets.list': () => store.list(),
    'secrets.save': async (change, signal) => {
      const present = store.records().find(({ id }) => id === change.id);
      for (const { field, ...question } of questionsAbout(present, change))
        if (!(await ask(question, signal))) throw notAllowed(field);
      return { id: (await store.save(change)).id };
    },
    'secrets.remove': async ({ id }) => {
      await store.remove(id);
      return {};
    },
    'secrets.test': async ({ id }) => ({ characters: (await store.value(id)).reveal().length }),
  };
  return { call: (name, input, signal) => handlers[name](input, signal) };
}

function notAllowed(field: string): AppFailure {
  return new AppFailure({
    type: 'invalid-input',
    field,
    message: 'It was not allowed, so nothing was saved.',
  });
}
