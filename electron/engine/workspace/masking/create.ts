import type { Agent } from '../../../contract/agent.ts';
import type { EngineFacts } from '../../../contract/engine.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Logger } from '../../../lib/logger.ts';
import type { ActivityLog } from '../../activity/activity-log.ts';
import type { AgentDirectory } from '../../directory/directory.ts';
import type { Engine } from '../../docker/engine.ts';
import { checkMasks } from './check-masks.ts';
import { MaskWatch } from './mask-watch.ts';
import type { ShownSettings } from './shown-settings.ts';
import { keepFromGit, releaseToGit } from './tracked-masks.ts';

interface CheckDeps {
  engine(): Engine;
  facts(): Pick<EngineFacts, 'isLocal'>;
  shownSettings: Pick<ShownSettings, 'provide'>;
}

/** Rejects when what is hidden from an agent would not be hidden in its container as it is. */
export function createMaskCheck({ engine, facts, shownSettings }: CheckDeps) {
  return async (agent: Agent, signal: AbortSignal): Promise<void> => {
    const workspace = agent.spec?.workspace;
    // Folders of another machine are none of this one's.
    if (workspace?.kind !== 'host-folder' || workspace.masks.length === 0 || !facts().isLocal) return;
    const inspect = await engine().inspectContainer(agent.containerId, { signal });
    const found = await checkMasks(workspace, inspect, signal);
    await keepFromGit(workspace, found);
    // The settings may have changed since the container was made.
    await shownSettings.provide(agent.id, found);
  };
}

/** Stops agents that were started without the app while their masks do not cover what they are to cover. */
export function createMaskWatch(deps: {
  engine(): Engine;
  directory: AgentDirectory;
  activity: ActivityLog;
  clock: Clock;
  check(agent: Agent, signal: AbortSignal): Promise<void>;
  logger: Logger;
}) {
  return new MaskWatch({
    ...deps,
    logger: deps.logger.child('masks'),
    stop: ({ containerId }, signal) => deps.engine().stopContainer(containerId, 0, { signal }),
    release: (workspace) => releaseToGit(workspace, new AbortController().signal),
  });
}
