import type { CallHandlers } from '../rpc/handlers.ts';
import type { OwnEngineControl } from './own-engine.ts';

type OwnEngineCalls =
  | 'own-engine.get'
  | 'own-engine.start'
  | 'own-engine.stop'
  | 'own-engine.removal'
  | 'own-engine.remove';

export function createOwnEngineHandlers(control: OwnEngineControl): Pick<CallHandlers, OwnEngineCalls> {
  return {
    'own-engine.get': () => control.describe(),
    'own-engine.start': (wish) => control.start(wish),
    'own-engine.stop': () => control.stop(),
    'own-engine.removal': () => control.removal(),
    'own-engine.remove': () => control.remove(),
  };
}
