import type { z } from 'zod';
import type { CheckState, Issue, PullRequestStatus, ReviewVerdict } from '../../../contract/forge.ts';

/** A request below the root of a forge's API. */
export interface ForgeRequest {
  method: 'GET' | 'POST';
  path: string;
  query?: Readonly<Record<string, string>>;
  body?: Readonly<Record<string, unknown>>;
}

/** A request, and what reads its answer. Both are pure; `read` throws a ZodError for an answer of another form. */
export interface ForgeCall<T> {
  request: ForgeRequest;
  read(answer: unknown): T;
}

export interface NewPullRequest {
  branch: string;
  base: string;
  title: string;
  body: string;
  draft: boolean;
}

export interface OpenedPullRequest {
  number: number;
  url: string;
}

/** What a person wrote in an issue. */
export interface IssueText {
  title: string;
  body: string;
  by: string;
  url: string;
}

export interface IssueComment {
  by: string;
  body: string;
}

export type Check = PullRequestStatus['checks'][number];
export type Review = { by: string; verdict: ReviewVerdict };

/** The API of one kind of forge. Paths are those of repositories: "owner/project". */
export interface ForgeClient {
  /** Root of the API of a server, without "/" at its end. */
  root(host: string): string;
  headers(token: string | undefined): Readonly<Record<string, string>>;
  /** What a token must be allowed to, for a person. */
  readonly rights: string;
  /** Whom git's basic authentication names beside the token. */
  readonly gitUser: string;
  repository(path: string): ForgeCall<{ base: string; canPush: boolean | undefined }>;
  open(path: string, pull: NewPullRequest): ForgeCall<OpenedPullRequest>;
  /** The open pull request of a branch. */
  find(path: string, at: { branch: string; base: string }): ForgeCall<OpenedPullRequest | undefined>;
  pullRequest(
    path: string,
    number: number,
  ): ForgeCall<{ state: PullRequestStatus['state']; commit: string | undefined }>;
  checks(path: string, commit: string): ForgeCall<Check[]>[];
  /** In the order of time. */
  reviews(path: string, number: number): ForgeCall<Review[]>[];
  issue(path: string, number: number): ForgeCall<IssueText>;
  comments(path: string, number: number): ForgeCall<IssueComment[]>;
  issues(path: string): ForgeCall<Issue[]>;
}

export function forgeCall<S extends z.ZodType, T>(
  request: ForgeRequest,
  schema: S,
  convert: (answer: z.output<S>) => T,
): ForgeCall<T> {
  return { request, read: (answer) => convert(schema.parse(answer)) };
}

/** The state of a check by the word of a forge; a word that this version does not know is still running. */
export function checkState(word: string, words: Readonly<Record<string, CheckState>>): CheckState {
  return Object.hasOwn(words, word) ? (words[word] ?? 'running') : 'running';
}
