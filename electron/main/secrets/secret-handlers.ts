import type { SecretAdministration } from '../../contract/secrets.ts';
import type { ShellHandlers } from '../shell-server.ts';

/** The handlers of the windows' calls about secrets; none returns a value. */
export function secretHandlers(
  secrets: SecretAdministration,
): Pick<ShellHandlers, 'secrets.list' | 'secrets.save' | 'secrets.remove' | 'secrets.test'> {
  return {
    'secrets.list': (input) => secrets.call('secrets.list', input),
    'secrets.save': (input) => secrets.call('secrets.save', input),
    'secrets.remove': (input) => secrets.call('secrets.remove', input),
    'secrets.test': (input) => secrets.call('secrets.test', input),
  };
}
