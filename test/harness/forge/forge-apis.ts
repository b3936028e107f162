import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { ForgeKind } from '../../../electron/contract/forge-host.ts';

/** One request of the app to an API of a forge. */
export interface ApiRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: unknown;
}

export interface ApiAnswer {
  status: number;
  body: unknown;
}

/** What the server of a test knows. */
export interface ForgeState {
  token: string;
  /** "owner/project" */
  path: string;
  pulls: { number: number; branch: string; base: string; title: string; body: string; draft: boolean }[];
  /** The commit of a branch of the repository. */
  commitOf(branch: string): string;
  /** For GitLab, a repository that is there may still hold no rights. */
  canPush: boolean;
}

/** The fields that the published schemas know: any other one is refused. */
const GITHUB_PULL = z.strictObject({
  title: z.string(),
  head: z.string(),
  head_repo: z.string().optional(),
  base: z.string(),
  body: z.string().optional(),
  maintainer_can_modify: z.boolean().optional(),
  draft: z.boolean().optional(),
});
const GITLAB_MERGE = z.strictObject({
  source_branch: z.string(),
  target_branch: z.string(),
  title: z.string(),
  description: z.string().optional(),
  remove_source_branch: z.boolean().optional(),
  squash: z.boolean().optional(),
});
const GITEA_PULL = z.strictObject({
  title: z.string(),
  head: z.string(),
  base: z.string(),
  body: z.string().optional(),
  assignees: z.array(z.string()).optional(),
});

const ok = (body: unknown): ApiAnswer => ({ status: 200, body });
const missing: ApiAnswer = { status: 404, body: { message: 'Not Found' } };

type Api = (request: ApiRequest, state: ForgeState, host: string) => ApiAnswer;

const github: Api = ({ method, path, query, headers, body }, state, host) => {
  if (headers['x-github-api-version'] !== '2022-11-28') return { status: 400, body: { message: 'version' } };
  if (!headers['user-agent']) return { status: 403, body: { message: 'no user agent' } };
  // A public issue needs no token.
  if (headers.authorization !== `Bearer ${state.token}` && !/\/issues(\/|$)/.test(path))
    return { status: 401, body: { message: 'Bad credentials' } };
  const root = `/repos/${state.path}`;
  const shown = (pull: ForgeState['pulls'][number]) => ({
    number: pull.number,
    html_url: `https://${host}/${state.path}/pull/${pull.number}`,
    state: 'open',
    draft: pull.draft,
    merged: false,
    head: { ref: pull.branch, sha: state.commitOf(pull.branch) },
    base: { ref: pull.base },
    body: null,
  });
  if (path === root) return ok({ default_branch: 'main', permissions: { push: state.canPush, pull: true } });
  if (path === `${root}/pulls` && method === 'POST') {
    const parsed = GITHUB_PULL.safeParse(body);
    if (!parsed.success) return { status: 422, body: { message: parsed.error.message } };
    const { head, base, title, body: text = '', draft = false } = parsed.data;
    if (state.pulls.some(({ branch }) => branch === head))
      return {
        status: 422,
        body: { message: 'Validation Failed', errors: [{ message: 'A pull request already exists' }] },
      };
    return { status: 201, body: shown(added(state, { branch: head, base, title, body: text, draft })) };
  }
  if (path === `${root}/pulls`) {
    const [owner] = state.path.split('/');
    return ok(state.pulls.filter((pull) => query.get('head') === `${owner}:${pull.branch}`).map(shown));
  }
  const number = Number(/\/pulls\/(\d+)/.exec(path)?.[1]);
  const pull = state.pulls.find((each) => each.number === number);
  if (pull && path === `${root}/pulls/${number}`) return ok(shown(pull));
  if (pull && path === `${root}/pulls/${number}/reviews`)
    return ok([
      { user: { login: 'ada' }, state: 'CHANGES_REQUESTED' },
      { user: null, state: 'COMMENTED' },
      { user: { login: 'ada' }, state: 'APPROVED' },
    ]);
  if (path.endsWith('/check-runs'))
    return ok({
      total_count: 3,
      check_runs: [
        { name: 'unit', status: 'completed', conclusion: 'success' },
        { name: 'lint', status: 'completed', conclusion: 'failure' },
        { name: 'e2e', status: 'in_progress', conclusion: null },
      ],
    });
  if (path.endsWith('/status'))
    return ok({ state: 'success', statuses: [{ context: 'ci/old', state: 'success' }] });
  if (path === `${root}/issues/7`)
    return ok({
      title: 'The cart is empty',
      body: 'Steps…\r\n',
      user: { login: 'eve' },
      html_url: `https://${host}/${state.path}/issues/7`,
    });
  if (path === `${root}/issues/7/comments`) return ok([{ body: 'Me too', user: { login: 'mal' } }]);
  if (path === `${root}/issues`)
    return ok([
      { number: 7, title: 'The cart is empty', html_url: `https://${host}/${state.path}/issues/7` },
      { number: 8, title: 'A pull request', html_url: 'x', pull_request: { url: 'x' } },
    ]);
  return missing;
};

const gitlab: Api = ({ method, path, query, headers, body }, state, host) => {
  if (headers['private-token'] !== state.token) return { status: 401, body: { message: '401 Unauthorized' } };
  const root = `/projects/${encodeURIComponent(state.path)}`;
  const shown = (pull: ForgeState['pulls'][number]) => ({
    iid: pull.number,
    web_url: `https://${host}/${state.path}/-/merge_requests/${pull.number}`,
    state: 'opened',
    draft: pull.title.startsWith('Draft: '),
    sha: state.commitOf(pull.branch),
  });
  if (path === root)
    return ok({
      default_branch: 'main',
      permissions: { project_access: null, group_access: { access_level: state.canPush ? 30 : 20 } },
    });
  if (path === `${root}/merge_requests` && method === 'POST') {
    const parsed = GITLAB_MERGE.safeParse(body);
    if (!parsed.success) return { status: 400, body: { message: parsed.error.message } };
    const { source_branch: branch, target_branch: base, title, description = '' } = parsed.data;
    if (state.pulls.some((pull) => pull.branch === branch))
      return { status: 409, body: { message: ['Another open merge request already exists'] } };
    return {
      status: 201,
      body: shown(added(state, { branch, base, title, body: description, draft: false })),
    };
  }
  if (path === `${root}/merge_requests`)
    return ok(state.pulls.filter(({ branch }) => query.get('source_branch') === branch).map(shown));
  const number = Number(/\/merge_requests\/(\d+)/.exec(path)?.[1]);
  const pull = state.pulls.find((each) => each.number === number);
  if (pull && path === `${root}/merge_requests/${number}`) return ok(shown(pull));
  if (path.endsWith('/reviewers')) return ok([{ user: { username: 'ada' }, state: 'requested_changes' }]);
  if (path.endsWith('/approvals'))
    return ok({ approved: true, approved_by: [{ user: { username: 'bob' } }] });
  if (path.endsWith('/statuses'))
    return ok([
      { name: 'unit', status: 'success', allow_failure: false },
      { name: 'fuzz', status: 'failed', allow_failure: true },
      { name: 'deploy', status: 'manual' },
    ]);
  if (path === `${root}/issues/7`)
    return ok({
      title: 'The cart is empty',
      description: null,
      author: { username: 'eve' },
      web_url: `https://${host}/${state.path}/-/issues/7`,
    });
  if (path === `${root}/issues/7/notes`)
    return ok([
      { body: 'added a label', system: true, author: { username: 'eve' } },
      { body: 'Me too', system: false, author: { username: 'mal' } },
    ]);
  if (path === `${root}/issues`) return ok([{ iid: 7, title: 'The cart is empty', web_url: 'https://x' }]);
  return missing;
};

const gitea: Api = ({ method, path, headers, body }, state, host) => {
  if (headers.authorization !== `token ${state.token}`)
    return { status: 401, body: { message: 'invalid username, password or token' } };
  const root = `/repos/${state.path}`;
  const shown = (pull: ForgeState['pulls'][number]) => ({
    number: pull.number,
    title: pull.title,
    html_url: `https://${host}/${state.path}/pulls/${pull.number}`,
    state: 'open',
    merged: false,
    head: { ref: pull.branch, sha: state.commitOf(pull.branch) },
    base: { ref: pull.base },
  });
  if (path === root) return ok({ default_branch: 'main', permissions: { push: state.canPush } });
  if (path === `${root}/pulls` && method === 'POST') {
    const parsed = GITEA_PULL.safeParse(body);
    if (!parsed.success) return { status: 422, body: { message: parsed.error.message } };
    const { head, base, title, body: text = '' } = parsed.data;
    if (state.pulls.some(({ branch }) => branch === head))
      return { status: 409, body: { message: 'pull request already exists' } };
    return {
      status: 201,
      body: shown(added(state, { branch: head, base, title, body: text, draft: false })),
    };
  }
  if (path === `${root}/pulls`) return ok(state.pulls.map(shown));
  const number = Number(/\/pulls\/(\d+)/.exec(path)?.[1]);
  const pull = state.pulls.find((each) => each.number === number);
  if (pull && path === `${root}/pulls/${number}`) return ok(shown(pull));
  if (pull && path.endsWith('/reviews'))
    return ok([{ user: { login: 'ada' }, state: 'REQUEST_CHANGES', dismissed: true }]);
  if (path.endsWith('/status'))
    return ok({ state: 'failure', statuses: [{ context: 'unit', status: 'failure' }] });
  if (path === `${root}/issues/7`)
    return ok({ title: 'The cart is empty', body: '', user: { login: 'eve' }, html_url: 'https://x' });
  if (path === `${root}/issues/7/comments`) return ok([]);
  if (path === `${root}/issues`)
    return ok([{ number: 7, title: 'The cart is empty', html_url: 'https://x' }]);
  return missing;
};

function added(state: ForgeState, pull: Omit<ForgeState['pulls'][number], 'number'>) {
  const whole = { ...pull, number: state.pulls.length + 1 };
  state.pulls.push(whole);
  return whole;
}

/** The APIs by the root of their paths. */
export const APIS: readonly { kind: ForgeKind; root: string; answer: Api }[] = [
  { kind: 'github', root: '/api/v3', answer: github },
  { kind: 'gitlab', root: '/api/v4', answer: gitlab },
  { kind: 'gitea', root: '/api/v1', answer: gitea },
];
