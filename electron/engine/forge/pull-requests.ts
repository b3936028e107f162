import { AppFailure } from '../../contract/error.ts';
import type { ForgeProject, OpenPullRequest, PullRequest, PullRequestStatus } from '../../contract/forge.ts';
import type { ForgeKind } from '../../contract/forge-host.ts';
import type { Clock } from '../../lib/clock.ts';
import type { ChangesService } from '../changes/service.ts';
import type { AgentDirectory } from '../directory/directory.ts';
import type { OperationRequest } from '../operations/operations.ts';
import type { PullRequestRecords } from '../records/pull-request-records.ts';
import { CLIENTS } from './clients/clients.ts';
import type { Forges } from './forges.ts';
import { type NetworkOptions, openRequest } from './open-request.ts';
import { originOf } from './origin.ts';
import { lastOfEach, withRecord } from './records.ts';

export interface PullRequestsOptions {
  directory: Pick<AgentDirectory, 'get'>;
  changes: Pick<ChangesService, 'outgoing'>;
  records: Pick<PullRequestRecords, 'newest' | 'remember'>;
  forges: Forges;
  network: NetworkOptions;
  clock: Clock;
}

/** Pull requests of agents' work: what was opened, and how to open one. */
export class PullRequests {
  readonly #options: PullRequestsOptions;

  constructor(options: PullRequestsOptions) {
    this.#options = options;
  }

  async project(agentId: string): Promise<ForgeProject> {
    const { directory, forges } = this.#options;
    const origin = await originOf(directory.get(agentId).spec);
    const pullRequests = await this.#recordsOf(agentId);
    if ('problem' in origin)
      return { repository: null, problem: origin.problem, kind: null, hasToken: false, pullRequests };
    const { repository } = origin;
    const { kind = null, hasToken } = forges.known(repository.host);
    return { repository, kind, hasToken, pullRequests };
  }

  async base(agentId: string, kind: ForgeKind, signal: AbortSignal): Promise<string> {
    const { forges } = this.#options;
    const forge = await forges.authorize(kind, await this.#repositoryOf(agentId));
    const { base, canPush } = await forges.send(forge, CLIENTS[kind].repository(forge.path), signal);
    if (canPush !== false) return base;
    throw new AppFailure({
      type: 'secret-unavailable',
      field: 'token',
      message: `The token for ${forge.host} may not push to “${forge.path}”. ${forge.client.rights}`,
    });
  }

  open(input: OpenPullRequest): OperationRequest {
    const { directory, clock } = this.#options;
    return openRequest({
      ...this.#options,
      input,
      agent: directory.get(input.agentId),
      repository: () => this.#repositoryOf(input.agentId),
      pushed: async () =>
        (await this.#recordsOf(input.agentId)).find(({ branch }) => branch === input.branch),
      remember: async (record) => {
        const all = withRecord(await this.#recordsOf(input.agentId), record);
        await this.#options.records.remember(input.agentId, all, clock.now());
      },
    });
  }

  async status(agentId: string, branch: string, signal: AbortSignal): Promise<PullRequestStatus> {
    const { forges } = this.#options;
    const record = (await this.#recordsOf(agentId)).find((each) => each.branch === branch);
    if (!record?.opened)
      throw new AppFailure({ type: 'not-found', message: 'No pull request was opened for this branch.' });
    const { kind, path, opened } = record;
    const forge = await forges.authorize(kind, record);
    const { client } = forge;
    const { state, commit } = await forges.send(forge, client.pullRequest(path, opened.number), signal);
    const checks = client.checks(path, commit ?? record.commit);
    const [found, reviews] = await Promise.all([
      Promise.all(checks.map((call) => forges.send(forge, call, signal))),
      Promise.all(client.reviews(path, opened.number).map((call) => forges.send(forge, call, signal))),
    ]);
    return { state, checks: found.flat(), reviews: lastOfEach(reviews.flat()) };
  }

  async #recordsOf(agentId: string): Promise<PullRequest[]> {
    return [...((await this.#options.records.newest(agentId))?.value ?? [])];
  }

  async #repositoryOf(agentId: string) {
    const origin = await originOf(this.#options.directory.get(agentId).spec);
    if ('repository' in origin) return origin.repository;
    throw new AppFailure({ type: 'conflict', message: origin.problem });
  }
}
