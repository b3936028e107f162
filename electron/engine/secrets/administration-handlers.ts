import type { SecretAdministration } from '../../contract/secrets.ts';
import type { CallHandlers } from '../rpc/handlers.ts';

/** Passes the calls about stored secrets on to whoever keeps them. */
export function administrationHandlers(
  secrets: SecretAdministration,
): Pick<CallHandlers, 'secrets.list' | 'secrets.save' | 'secrets.remove' | 'secrets.test'> {
  return {
    'secrets.list': (input, signal) => secrets.call('secrets.list', input, signal),
    'secrets.save': (input, signal) => secrets.call('secrets.save', input, signal),
    'secrets.remove': (input, signal) => secrets.call('secrets.remove', input, signal),
    'secrets.test': (input, signal) => secrets.call('secrets.test', input, signal),
  };
}
