import { z } from 'zod';
import { branchNameSchema } from './apply.ts';
import { forgeKindSchema } from './forge-host.ts';

/** A repository on a forge: "github.com" and "owner/project". A host has its port unless it is that of https. */
export const forgeRepositorySchema = z.object({ host: z.string(), path: z.string() });
export type ForgeRepository = z.infer<typeof forgeRepositorySchema>;

/** A branch that was pushed for an agent, and its pull request once there is one. */
export const pullRequestSchema = forgeRepositorySchema.extend({
  kind: forgeKindSchema,
  branch: z.string(),
  base: z.string(),
  /** The newest commit that was pushed. */
  commit: z.string(),
  /** Absent: the branch was pushed, and the pull request could not be opened. */
  opened: z.object({ number: z.number().int(), url: z.string() }).optional(),
  /** ms since the epoch */
  at: z.number(),
});
export type PullRequest = z.infer<typeof pullRequestSchema>;

/** Where an agent's work can go, as far as is known without the network. */
export const forgeProjectSchema = z.object({
  /** null: the project has no remote "origin" with a forge's address; see `problem`. */
  repository: forgeRepositorySchema.nullable(),
  problem: z.string().optional(),
  /** null: the person must say it. */
  kind: forgeKindSchema.nullable(),
  hasToken: z.boolean(),
  /** The newest first. */
  pullRequests: z.array(pullRequestSchema),
});
export type ForgeProject = z.infer<typeof forgeProjectSchema>;

export const TITLE_MAX = 250;

export const openPullRequestSchema = z.object({
  agentId: z.string(),
  kind: forgeKindSchema,
  branch: branchNameSchema,
  base: branchNameSchema,
  title: z.string().trim().min(1, 'Give it a title.').max(TITLE_MAX, `At most ${TITLE_MAX} characters.`),
  body: z.string().max(60_000, 'At most 60,000 characters.'),
  draft: z.boolean(),
  /** The stamp of the list of changes that the person reviewed; exactly that is pushed. */
  seen: z.string(),
  /** Fields of questions that the person answered with yes, such as what looks like a secret and is none. */
  confirmed: z.array(z.string()).default([]),
});
export type OpenPullRequest = z.output<typeof openPullRequestSchema>;

export const checkStateSchema = z.enum(['passed', 'failed', 'running', 'skipped']);
export type CheckState = z.infer<typeof checkStateSchema>;

export const verdictSchema = z.enum(['approved', 'changes-requested', 'commented']);
export type ReviewVerdict = z.infer<typeof verdictSchema>;

/** What the forge says of a pull request now. Names are those of strangers. */
export const pullRequestStatusSchema = z.object({
  state: z.enum(['open', 'draft', 'merged', 'closed']),
  checks: z.array(z.object({ name: z.string(), state: checkStateSchema })),
  /** The last one of each person. */
  reviews: z.array(z.object({ by: z.string(), verdict: verdictSchema })),
});
export type PullRequestStatus = z.infer<typeof pullRequestStatusSchema>;

export const issueSchema = z.object({
  number: z.number().int(),
  title: z.string(),
  url: z.string(),
});
export type Issue = z.infer<typeof issueSchema>;
