import { z } from 'zod';
import type { CheckState } from '../../../contract/forge.ts';
import { checkState, type ForgeClient, forgeCall, type Review } from './client.ts';

/** The REST API of GitHub (docs.github.com/rest), in the version that every request names. */
const API_VERSION = '2022-11-28';
const AT_MOST = { per_page: '100' };

const pull = z.object({ number: z.number().int(), html_url: z.string() });
const user = z.object({ login: z.string() }).nullish();
const nameOf = (who: z.infer<typeof user>) => who?.login ?? 'somebody';

const CONCLUSIONS: Readonly<Record<string, CheckState>> = {
  success: 'passed',
  failure: 'failed',
  timed_out: 'failed',
  startup_failure: 'failed',
  action_required: 'failed',
  cancelled: 'failed',
  neutral: 'skipped',
  skipped: 'skipped',
  stale: 'skipped',
};
const STATUSES: Readonly<Record<string, CheckState>> = {
  success: 'passed',
  failure: 'failed',
  error: 'failed',
};
const VERDICTS: Readonly<Record<string, Review['verdict']>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  COMMENTED: 'commented',
};

export const github: ForgeClient = {
  root: (host) => (host === 'github.com' ? 'https://api.github.com' : `https://${host}/api/v3`),
  headers: (token) => ({
    accept: 'application/vnd.github+json',
    'x-github-api-version': API_VERSION,
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  }),
  rights:
    'A fine-grained token needs “Contents” and “Pull requests” with read and write, and “Checks” and “Commit statuses” to read; a classic one needs “repo”.',
  gitUser: 'x-access-token',
  repository: (path) =>
    forgeCall(
      { method: 'GET', path: `/repos/${path}` },
      z.object({ default_branch: z.string(), permissions: z.object({ push: z.boolean() }).optional() }),
      ({ default_branch, permissions }) => ({ base: default_branch, canPush: permissions?.push }),
    ),
  open: (path, { branch, base, title, body, draft }) =>
    forgeCall(
      { method: 'POST', path: `/repos/${path}/pulls`, body: { title, head: branch, base, body, draft } },
      pull,
      ({ number, html_url }) => ({ number, url: html_url }),
    ),
  find: (path, { branch, base }) =>
    forgeCall(
      {
        method: 'GET',
        path: `/repos/${path}/pulls`,
        query: { state: 'open', base, head: `${path.split('/')[0]}:${branch}` },
      },
      z.array(pull),
      ([found]) => found && { number: found.number, url: found.html_url },
    ),
  pullRequest: (path, number) =>
    forgeCall(
      { method: 'GET', path: `/repos/${path}/pulls/${number}` },
      z.object({
        state: z.string(),
        draft: z.boolean().optional(),
        merged: z.boolean().optional(),
        head: z.object({ sha: z.string() }),
      }),
      ({ state, draft, merged, head }) => ({
        state: merged ? 'merged' : state === 'closed' ? 'closed' : draft ? 'draft' : 'open',
        commit: head.sha,
      }),
    ),
  checks: (path, commit) => [
    forgeCall(
      { method: 'GET', path: `/repos/${path}/commits/${commit}/check-runs`, query: AT_MOST },
      z.object({
        check_runs: z.array(
          z.object({ name: z.string(), status: z.string(), conclusion: z.string().nullish() }),
        ),
      }),
      ({ check_runs }) =>
        check_runs.map(({ name, status, conclusion }) => ({
          name,
          state: status === 'completed' ? checkState(conclusion ?? '', CONCLUSIONS) : 'running',
        })),
    ),
    forgeCall(
      { method: 'GET', path: `/repos/${path}/commits/${commit}/status`, query: AT_MOST },
      z.object({ statuses: z.array(z.object({ context: z.string(), state: z.string() })) }),
      ({ statuses }) =>
        statuses.map(({ context, state }) => ({ name: context, state: checkState(state, STATUSES) })),
    ),
  ],
  reviews: (path, number) => [
    forgeCall(
      { method: 'GET', path: `/repos/${path}/pulls/${number}/reviews`, query: AT_MOST },
      z.array(z.object({ user, state: z.string() })),
      (reviews) =>
        reviews.flatMap((review) => {
          const verdict = VERDICTS[review.state];
          return verdict ? [{ by: nameOf(review.user), verdict }] : [];
        }),
    ),
  ],
  issue: (path, number) =>
    forgeCall(
      { method: 'GET', path: `/repos/${path}/issues/${number}` },
      z.object({ title: z.string(), body: z.string().nullish(), user, html_url: z.string() }),
      (issue) => ({
        title: issue.title,
        body: issue.body ?? '',
        by: nameOf(issue.user),
        url: issue.html_url,
      }),
    ),
  comments: (path, number) =>
    forgeCall(
      { method: 'GET', path: `/repos/${path}/issues/${number}/comments`, query: AT_MOST },
      z.array(z.object({ body: z.string().nullish(), user })),
      (comments) => comments.map((comment) => ({ by: nameOf(comment.user), body: comment.body ?? '' })),
    ),
  issues: (path) =>
    forgeCall(
      { method: 'GET', path: `/repos/${path}/issues`, query: { state: 'open', ...AT_MOST } },
      z.array(
        z.object({
          number: z.number().int(),
          title: z.string(),
          html_url: z.string(),
          // The API lists pull requests as issues, too.
          pull_request: z.unknown().optional(),
        }),
      ),
      (issues) =>
        issues
          .filter(({ pull_request }) => pull_request === undefined)
          .map(({ number, title, html_url }) => ({ number, title, url: html_url })),
    ),
};
