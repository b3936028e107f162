import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppFailure } from '../../contract/error.ts';
import type { ForgeRepository, OpenPullRequest, PullRequest } from '../../contract/forge.ts';
import type { UpstreamProxies } from '../../contract/upstream-proxy.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Outgoing } from '../changes/apply/outgoing.ts';
import type { ChangesService } from '../changes/service.ts';
import type { OperationRequest } from '../operations/operations.ts';
import { type GitNetwork, ScratchGit } from '../workspace/git/scratch-git.ts';
import { CLIENTS } from './clients/clients.ts';
import { authorities } from './forge-http.ts';
import type { Forges } from './forges.ts';
import { gitAddress, gitNetwork, writeAuthorities } from './git-network.ts';
import { openOrFind } from './open-or-find.ts';
import { assertOurs, branchOnServer, pushBranch } from './push.ts';
import { scanCommits } from './scan/scan-commits.ts';

export interface NetworkOptions {
  /** The proxies as this machine reaches them. */
  proxies(): Promise<UpstreamProxies>;
  /** Authorities (PEM) of the person's organisation. */
  hostRoots: () => string | undefined;
}

export interface OpenRequest {
  input: OpenPullRequest;
  agent: { id: string; name: string };
  repository(): Promise<ForgeRepository>;
  /** What was pushed to the branch for the agent the last time. */
  pushed(): Promise<PullRequest | undefined>;
  remember(record: PullRequest): Promise<void>;
  changes: Pick<ChangesService, 'outgoing'>;
  forges: Forges;
  network: NetworkOptions;
  clock: Clock;
}

/** What the steps hand on. */
interface Ready {
  repository: ForgeRepository;
  folder: string;
  url: string;
  network: GitNetwork;
  /** The branch's commit on the server before the push. */
  onServer: string | undefined;
}

/**
 * Pushes an agent's work to a branch and opens a pull request. git runs in repositories of the app alone; until the push,
 * nothing is changed on the server, and a branch that was pushed is remembered even when no pull request comes of it.
 */
export function openRequest(request: OpenRequest): OperationRequest {
  const { input, agent, forges, changes } = request;
  let ready: Ready | undefined;
  let outgoing: Outgoing | undefined;
  const clean = async () => {
    await outgoing?.scratch.remove();
    if (ready) await rm(ready.folder, { recursive: true, force: true });
  };
  return {
    kind: 'pull-request',
    title: `Open a pull request of ${agent.name}`,
    agentId: agent.id,
    steps: [
      {
        id: 'look',
        label: 'Look at the repository on the server',
        async run({ signal }) {
          if (input.branch === input.base) throw sameBranch();
          ready = await prepare(request);
          ready.onServer = await lookAtServer(ready, input.branch, signal);
          assertOurs(input.branch, ready.onServer, await request.pushed());
        },
        undo: clean,
      },
      {
        id: 'pack',
        label: 'Pack the agent’s commits',
        after: ['look'],
        async run({ signal }) {
          const { url, network } = defined(ready);
          const { agentId, base, title, seen } = input;
          const remote = { url, base, network };
          outgoing = await changes.outgoing({ agentId, message: title, seen, remote }, signal);
        },
      },
      {
        id: 'scan',
        label: 'Look for secrets',
        after: ['pack'],
        run: ({ signal }) =>
          scanCommits(defined(outgoing).scratch, defined(outgoing), input.confirmed, signal),
      },
      {
        id: 'push',
        label: 'Push the branch',
        after: ['scan'],
        async run({ signal }) {
          const { url, network, onServer } = defined(ready);
          const { scratch, commit } = defined(outgoing);
          const { branch } = input;
          await pushBranch(scratch, { url, commit, branch, onServer }, { network, signal });
          await request.remember(recordOf(request, defined(ready), commit, (await request.pushed())?.opened));
        },
      },
      {
        id: 'open',
        label: 'Open the pull request',
        after: ['push'],
        async run({ signal }) {
          const { repository } = defined(ready);
          const { commit } = defined(outgoing);
          const forge = await forges.authorize(input.kind, repository);
          const opened = await openOrFind(forges, forge, input, signal);
          await request.remember(recordOf(request, defined(ready), commit, opened));
          await clean();
        },
      },
    ],
  };
}

async function prepare({ input, repository: find, forges, network }: OpenRequest): Promise<Ready> {
  const repository = await find();
  const token = await forges.token(input.kind, repository.host);
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-forge-'));
  const forge = { ...repository, kind: input.kind, client: CLIENTS[input.kind] };
  return {
    repository,
    folder,
    url: gitAddress(repository),
    onServer: undefined,
    network: gitNetwork({
      forge,
      token,
      proxies: await network.proxies(),
      authoritiesFile: await writeAuthorities(folder, authorities(network.hostRoots())),
    }),
  };
}

async function lookAtServer({ url, network }: Ready, branch: string, signal: AbortSignal) {
  const scratch = await ScratchGit.create({ objects: undefined, shallow: '', like: '', signal });
  try {
    return await branchOnServer(scratch, url, branch, { network, signal });
  } finally {
    await scratch.remove();
  }
}

function recordOf(
  { input, clock }: OpenRequest,
  { repository }: Ready,
  commit: string,
  opened: PullRequest['opened'],
): PullRequest {
  const { kind, branch, base } = input;
  return { ...repository, kind, branch, base, commit, at: clock.now(), ...(opened ? { opened } : {}) };
}

function sameBranch(): AppFailure {
  return new AppFailure({
    type: 'invalid-input',
    field: 'branch',
    message: 'The branch cannot be the one that it is merged into. Choose another name.',
  });
}

function defined<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a step ran before the one that it needs');
  return value;
}
