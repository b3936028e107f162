import { z } from 'zod';
import type { CheckState } from '../../../contract/forge.ts';
import { checkState, type ForgeClient, forgeCall, type Review } from './client.ts';

/** GitLab's level of a person who may push (docs.gitlab.com/api/access_requests, "Developer"). */
const DEVELOPER = 30;
const AT_MOST = { per_page: '100' };

const project = (path: string) => `/projects/${encodeURIComponent(path)}`;
const merge = z.object({ iid: z.number().int(), web_url: z.string() });
const access = z.object({ access_level: z.number() }).nullish();
const user = z.object({ username: z.string() }).nullish();
const nameOf = (who: z.infer<typeof user>) => who?.username ?? 'somebody';

const STATUSES: Readonly<Record<string, CheckState>> = {
  success: 'passed',
  failed: 'failed',
  canceled: 'failed',
  skipped: 'skipped',
  manual: 'skipped',
};
const STATES: Readonly<Record<string, Review['verdict']>> = {
  approved: 'approved',
  requested_changes: 'changes-requested',
  reviewed: 'commented',
};

/** The REST API of GitLab, version 4 (docs.gitlab.com/api/rest). */
export const gitlab: ForgeClient = {
  root: (host) => `https://${host}/api/v4`,
  headers: (token) => ({
    accept: 'application/json',
    ...(token === undefined ? {} : { 'private-token': token }),
  }),
  rights: 'It needs the scope “api”, and in the project at least the role of a developer.',
  gitUser: 'oauth2',
  repository: (path) =>
    forgeCall(
      { method: 'GET', path: project(path) },
      z.object({
        default_branch: z.string().nullish(),
        permissions: z.object({ project_access: access, group_access: access }).optional(),
      }),
      ({ default_branch, permissions }) => ({
        base: default_branch ?? 'main',
        canPush:
          permissions &&
          [permissions.project_access, permissions.group_access].some(
            (each) => (each?.access_level ?? 0) >= DEVELOPER,
          ),
      }),
    ),
  open: (path, { branch, base, title, body, draft }) =>
    forgeCall(
      {
        method: 'POST',
        path: `${project(path)}/merge_requests`,
        body: {
          source_branch: branch,
          target_branch: base,
          // A draft is one by its title (docs.gitlab.com/user/project/merge_requests/drafts).
          title: draft ? `Draft: ${title}` : title,
          description: body,
        },
      },
      merge,
      ({ iid, web_url }) => ({ number: iid, url: web_url }),
    ),
  find: (path, { branch, base }) =>
    forgeCall(
      {
        method: 'GET',
        path: `${project(path)}/merge_requests`,
        query: { state: 'opened', source_branch: branch, target_branch: base },
      },
      z.array(merge),
      ([found]) => found && { number: found.iid, url: found.web_url },
    ),
  pullRequest: (path, number) =>
    forgeCall(
      { method: 'GET', path: `${project(path)}/merge_requests/${number}` },
      z.object({ state: z.string(), draft: z.boolean().optional(), sha: z.string().nullish() }),
      ({ state, draft, sha }) => ({
        state: state === 'merged' ? 'merged' : state === 'closed' ? 'closed' : draft ? 'draft' : 'open',
        commit: sha ?? undefined,
      }),
    ),
  checks: (path, commit) => [
    forgeCall(
      { method: 'GET', path: `${project(path)}/repository/commits/${commit}/statuses`, query: AT_MOST },
      z.array(z.object({ name: z.string(), status: z.string(), allow_failure: z.boolean().nullish() })),
      (statuses) =>
        statuses.map(({ name, status, allow_failure }) => {
          const state = checkState(status, STATUSES);
          return { name, state: state === 'failed' && allow_failure ? 'skipped' : state };
        }),
    ),
  ],
  reviews: (path, number) => [
    forgeCall(
      { method: 'GET', path: `${project(path)}/merge_requests/${number}/reviewers` },
      z.array(z.object({ user, state: z.string() })),
      (reviewers) =>
        reviewers.flatMap((reviewer) => {
          const verdict = STATES[reviewer.state];
          return verdict ? [{ by: nameOf(reviewer.user), verdict }] : [];
        }),
    ),
    forgeCall(
      { method: 'GET', path: `${project(path)}/merge_requests/${number}/approvals` },
      z.object({ approved_by: z.array(z.object({ user })) }),
      ({ approved_by }) =>
        approved_by.map((each) => ({ by: nameOf(each.user), verdict: 'approved' as const })),
    ),
  ],
  issue: (path, number) =>
    forgeCall(
      { method: 'GET', path: `${project(path)}/issues/${number}` },
      z.object({ title: z.string(), description: z.string().nullish(), author: user, web_url: z.string() }),
      (issue) => ({
        title: issue.title,
        body: issue.description ?? '',
        by: nameOf(issue.author),
        url: issue.web_url,
      }),
    ),
  comments: (path, number) =>
    forgeCall(
      {
        method: 'GET',
        path: `${project(path)}/issues/${number}/notes`,
        query: { sort: 'asc', order_by: 'created_at', ...AT_MOST },
      },
      z.array(z.object({ body: z.string(), system: z.boolean().optional(), author: user })),
      (notes) =>
        // What GitLab itself notes, such as a new label, is no comment.
        notes
          .filter(({ system }) => system !== true)
          .map(({ body, author }) => ({ by: nameOf(author), body })),
    ),
  issues: (path) =>
    forgeCall(
      { method: 'GET', path: `${project(path)}/issues`, query: { state: 'opened', ...AT_MOST } },
      z.array(merge.extend({ title: z.string() })),
      (issues) => issues.map(({ iid, title, web_url }) => ({ number: iid, title, url: web_url })),
    ),
};
