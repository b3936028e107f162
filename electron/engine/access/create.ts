import { join } from 'node:path';
import type { ApiCall, RecordedCall } from '../../contract/api-call.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { exportChain } from '../egress/audit/audit-export.ts';
import type { SaveTokens } from '../files/save-tokens.ts';
import type { Broadcast, CallHandlers } from '../rpc/handlers.ts';
import { CallAudit } from './call-audit.ts';

/** Creates the record of what programs did, and of the places that they may have files written to. */
export function createAccess(deps: {
  config: { dataPath: string };
  saveTokens: SaveTokens;
  clock: Clock;
  logger: Logger;
}) {
  const { config, saveTokens, clock, logger } = deps;
  const audit = new CallAudit({ folder: join(config.dataPath, 'audit-calls'), clock, logger });
  const calls: Pick<CallHandlers, 'access.calls' | 'access.record' | 'access.export' | 'save-places.offer'> =
    {
      'access.calls': async () => ({ calls: await audit.newest() }),
      'access.record': (call) => {
        audit.record(call);
        return {};
      },
      'access.export': async ({ place }, signal) => {
        const path = await saveTokens.take(place, signal);
        return await exportChain({ path, records: recordsOf(audit.history()), now: clock.now(), signal });
      },
      'save-places.offer': ({ token, path }) => {
        saveTokens.offer(token, path);
        return {};
      },
    };
  return {
    calls,
    record: (call: RecordedCall) => audit.record(call),
    broadcast: (broadcast: Broadcast) => audit.changed.on(() => broadcast('access.called', {})),
    dispose: () => audit.dispose(),
  };
}

async function* recordsOf(calls: AsyncIterable<ApiCall>) {
  for await (const call of calls) yield { type: 'call' as const, call };
}
