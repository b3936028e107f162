import type { Logger } from '../../lib/logger.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { Operations } from '../operations/operations.ts';
import { Applies } from './apply/applies.ts';
import { writersOf } from './apply/folder-writers.ts';
import { changesHandlers } from './handlers.ts';
import { type ChangesOptions, ChangesService } from './service.ts';

/** What agents changed in their workspaces, and what brings it to the host. */
export function createChanges(
  deps: Omit<ChangesOptions, 'applies'> & {
    directory: Pick<AgentDirectory, 'list'>;
    operations: Operations;
    dataPath: string;
    logger: Logger;
  },
) {
  const { dataPath, clock, logger } = deps;
  const writers = (folder: string) => writersOf(deps.directory.list().agents, folder);
  const service = new ChangesService({ ...deps, applies: new Applies({ dataPath, clock, logger, writers }) });
  return { service, ...changesHandlers(service, deps.operations), dispose: () => service.dispose() };
}
