import type { Clock } from '../../lib/clock.ts';
import type { ChangesService } from '../changes/service.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { Engine } from '../docker/engine.ts';
import type { Operations } from '../operations/operations.ts';
import type { EngineProxies } from '../proxies/create.ts';
import { PullRequestRecords } from '../records/pull-request-records.ts';
import type { SecretProvider } from '../secrets/secret-provider.ts';
import { Forges } from './forges.ts';
import { forgeHandlers } from './handlers.ts';
import { Issues } from './issues.ts';
import { PullRequests } from './pull-requests.ts';

/** Servers of repositories: agents' work goes there as pull requests, and issues come from there. */
export function createForge(deps: {
  engine(): Engine;
  directory: Pick<AgentDirectory, 'get'>;
  operations: Operations;
  changes: Pick<ChangesService, 'outgoing'>;
  secrets: SecretProvider;
  proxies: Pick<EngineProxies, 'ofThisMachine'>;
  hostRoots: () => string | undefined;
  version: string;
  clock: Clock;
}) {
  const { directory, changes, clock, hostRoots } = deps;
  const network = { proxies: () => deps.proxies.ofThisMachine(), hostRoots };
  const forges = new Forges({ ...deps, ...network });
  const records = new PullRequestRecords(deps.engine);
  const pullRequests = new PullRequests({ directory, changes, records, forges, network, clock });
  return { calls: forgeHandlers(pullRequests, new Issues(forges), deps.operations) };
}
