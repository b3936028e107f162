import type { CallHandlers } from '../rpc/handlers.ts';
import type { DiskCenter } from './disk-center.ts';
import type { DiskQuotas } from './disk-quotas.ts';

type DiskCalls = Pick<CallHandlers, 'disk.usage' | 'disk.remove' | 'disk.quotas' | 'disk.set-quota'>;

export function diskHandlers({ disk, quotas }: { disk: DiskCenter; quotas: DiskQuotas }): DiskCalls {
  return {
    'disk.usage': (_, signal) => disk.usage(signal),
    'disk.remove': async ({ ids }, signal) => ({ operationId: (await disk.remove(ids, signal)).id }),
    'disk.quotas': () => quotas.list(),
    'disk.set-quota': async ({ agentId, quota }) => {
      await quotas.set(agentId, quota);
      return {};
    },
  };
}
