import type { SecretCallName } from '../../contract/secrets.ts';
import type { CallHandlers, StreamHandlers } from './handlers.ts';

/** Calls that belong to the data folder. */
type DataFolderCall =
  | 'access.calls'
  | 'access.export'
  | 'access.record'
  | 'consents.answer'
  | 'preferences.change'
  | 'preferences.get'
  | 'save-places.offer'
  | 'settings.update'
  | SecretCallName;

/** The handlers of everything but the calls that belong to the data folder. */
export interface UnitHandlers {
  calls: Omit<CallHandlers, DataFolderCall>;
  streams: Omit<StreamHandlers, 'consents.watch' | 'settings.watch'>;
}
