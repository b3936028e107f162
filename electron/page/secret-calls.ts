import type { SecretAdministration } from '../contract/secrets.ts';
import type { ShellHandlersOf } from './answer-shell-call.ts';

/** The handlers of a window's calls about secrets; none returns a value. */
export function secretHandlers(
  secrets: SecretAdministration,
): ShellHandlersOf<'secrets.list' | 'secrets.save' | 'secrets.remove' | 'secrets.test', unknown> {
  return {
    'secrets.list': (input) => secrets.call('secrets.list', input),
    'secrets.save': (input) => secrets.call('secrets.save', input),
    'secrets.remove': (input) => secrets.call('secrets.remove', input),
    'secrets.test': (input) => secrets.call('secrets.test', input),
  };
}
