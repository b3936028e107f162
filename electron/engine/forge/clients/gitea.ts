import { z } from 'zod';
import type { CheckState } from '../../../contract/forge.ts';
import { checkState, type ForgeClient, forgeCall, type Review } from './client.ts';

/** The most that a server lists at once unless its administrator changed it (`MAX_RESPONSE_ITEMS`). */
const AT_MOST = { limit: '50' };

const pull = z.object({ number: z.number().int(), html_url: z.string() });
const user = z.object({ login: z.string() }).nullish();
const nameOf = (who: z.infer<typeof user>) => who?.login ?? 'somebody';

const STATUSES: Readonly<Record<string, CheckState>> = {
  success: 'passed',
  failure: 'failed',
  error: 'failed',
  warning: 'skipped',
  skipped: 'skipped',
};
const VERDICTS: Readonly<Record<string, Review['verdict']>> = {
  APPROVED: 'approved',
  REQUEST_CHANGES: 'changes-requested',
  COMMENT: 'commented',
};

/** The API of Gitea and Forgejo, version 1 (docs.gitea.com/api, forgejo.org/docs/latest/user/api-usage). */
export const gitea: ForgeClient = {
  root: (host) => `https://${host}/api/v1`,
  headers: (token) => ({
    accept: 'application/json',
    ...(token === undefined ? {} : { authorization: `token ${token}` }),
  }),
  rights: 'It needs “repository” with read and write, and “issue” to read.',
  gitUser: 'bulkhead',
  repository: (path) =>
    forgeCall(
      { method: 'GET', path: `/repos/${path}` },
      z.object({ default_branch: z.string(), permissions: z.object({ push: z.boolean() }).nullish() }),
      ({ default_branch, permissions }) => ({ base: default_branch, canPush: permissions?.push }),
    ),
  open: (path, { branch, base, title, body, draft }) =>
    forgeCall(
      {
        method: 'POST',
        path: `/repos/${path}/pulls`,
        // A draft is one by its title (docs.gitea.com/usage/pull-request, "Work In Progress").
        body: { title: draft ? `WIP: ${title}` : title, head: branch, base, body },
      },
      pull,
      ({ number, html_url }) => ({ number, url: html_url }),
    ),
  find: (path, { branch, base }) =>
    forgeCall(
      { method: 'GET', path: `/repos/${path}/pulls`, query: { state: 'open', ...AT_MOST } },
      z.array(pull.extend({ head: z.object({ ref: z.string() }), base: z.object({ ref: z.string() }) })),
      (pulls) => {
        const found = pulls.find((each) => each.head.ref === branch && each.base.ref === base);
        return found && { number: found.number, url: found.html_url };
      },
    ),
  pullRequest: (path, number) =>
    forgeCall(
      { method: 'GET', path: `/repos/${path}/pulls/${number}` },
      z.object({
        state: z.string(),
        title: z.string(),
        draft: z.boolean().optional(),
        merged: z.boolean().optional(),
        head: z.object({ sha: z.string() }),
      }),
      ({ state, title, draft = /^(\[WIP\]|WIP:)/i.test(title), merged, head }) => ({
        state: merged ? 'merged' : state === 'closed' ? 'closed' : draft ? 'draft' : 'open',
        commit: head.sha,
      }),
    ),
  checks: (path, commit) => [
    forgeCall(
      { method: 'GET', path: `/repos/${path}/commits/${commit}/status`, query: AT_MOST },
      z.object({ statuses: z.array(z.object({ context: z.string(), status: z.string() })).nullish() }),
      ({ statuses }) =>
        (statuses ?? []).map(({ context, status }) => ({
          name: context,
          state: checkState(status, STATUSES),
        })),
    ),
  ],
  reviews: (path, number) => [
    forgeCall(
      { method: 'GET', path: `/repos/${path}/pulls/${number}/reviews`, query: AT_MOST },
      z.array(z.object({ user, state: z.string(), dismissed: z.boolean().optional() })),
      (reviews) =>
        reviews.flatMap((review) => {
          const verdict = review.dismissed ? undefined : VERDICTS[review.state];
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
      { method: 'GET', path: `/repos/${path}/issues/${number}/comments` },
      z.array(z.object({ body: z.string().nullish(), user })),
      (comments) => comments.map((comment) => ({ by: nameOf(comment.user), body: comment.body ?? '' })),
    ),
  issues: (path) =>
    forgeCall(
      {
        method: 'GET',
        path: `/repos/${path}/issues`,
        query: { state: 'open', type: 'issues', ...AT_MOST },
      },
      z.array(pull.extend({ title: z.string() })),
      (issues) => issues.map(({ number, title, html_url }) => ({ number, title, url: html_url })),
    ),
};
