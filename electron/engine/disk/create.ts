import { DiskCenter, type DiskCenterOptions } from './disk-center.ts';
import { DiskQuotas, type DiskQuotasOptions } from './disk-quotas.ts';
import { diskHandlers } from './handlers.ts';

/** Disk usage on the engine, and the quotas of agents. */
export function createDisk(deps: DiskCenterOptions & DiskQuotasOptions) {
  const disk = new DiskCenter(deps);
  const quotas = new DiskQuotas({ ...deps, logger: deps.logger.child('disk') });
  return { calls: diskHandlers({ disk, quotas }), dispose: () => quotas.dispose() };
}
