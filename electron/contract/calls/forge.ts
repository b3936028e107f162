import { z } from 'zod';
import { forgeProjectSchema, issueSchema, openPullRequestSchema, pullRequestStatusSchema } from '../forge.ts';
import { forgeKindSchema } from '../forge-host.ts';
import { agentId, operationId } from './inputs.ts';

export const forgeCalls = {
  /** Where the agent's work can go, and what was opened for it. Needs no network. */
  'forge.project': { input: agentId, output: forgeProjectSchema },
  /**
   * The branch that pull requests go to by default. Throws `secret-unavailable` with the field "token" when there is no
   * token, or one without the rights.
   */
  'forge.base': {
    input: z.object({ agentId: z.string(), kind: forgeKindSchema }),
    output: z.object({ base: z.string() }),
  },
  /**
   * Pushes the agent's work to a branch and opens a pull request for it, or updates the one that is open. Ends with
   * `name-taken` (field "branch") when the branch is somebody else's, and with `conflict` and an action "confirm" when
   * something looks like a secret.
   */
  'forge.open': { input: openPullRequestSchema, output: operationId },
  /** Checks and reviews, read from the forge now. */
  'forge.status': {
    input: z.object({ agentId: z.string(), branch: z.string() }),
    output: pullRequestStatusSchema,
  },
  /**
   * An issue as a prompt, in which the words of strangers are marked. `kind` is needed where the address does not tell:
   * then it throws `invalid-input` with the field "kind".
   */
  'forge.issue': {
    input: z.object({ url: z.string().max(2_000), kind: forgeKindSchema.optional() }),
    output: z.object({ url: z.string(), title: z.string(), prompt: z.string() }),
  },
  /** The newest open issues of the project's remote, which is a folder or an address of a repository. */
  'forge.issues': {
    input: z.object({ project: z.string().max(4_096), kind: forgeKindSchema.optional() }),
    output: z.object({ issues: z.array(issueSchema) }),
  },
} as const;
