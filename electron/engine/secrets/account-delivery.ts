import { HOME_PATH } from '../objects/paths.ts';
import type { AgentAccountFiles, FileOutcome } from './account-files.ts';

/** A file of an account that was brought to an agent in its present run. */
export interface BroughtFile {
  readonly secretId: string;
  readonly mark: string;
}

type Bring = (file: { path: string; text: string | null; mark: string }) => Promise<FileOutcome>;

/**
 * Updates the files of an agent's accounts: removes those of accounts that it lost, writes those that are not there yet.
 * Resolves to why an account is not available, by secret id.
 */
export async function deliverAccounts(
  accounts: readonly AgentAccountFiles[],
  brought: Map<string, BroughtFile>,
  bring: Bring,
): Promise<Map<string, string>> {
  const problems = new Map<string, string>();
  for (const [path, { secretId, mark }] of [...brought]) {
    if (accounts.some((account) => account.secretId === secretId)) continue;
    await bring({ path, text: null, mark });
    brought.delete(path);
  }
  for (const { secretId, files, mark } of accounts) {
    for (const { path, text } of files) {
      if (brought.get(path)?.secretId === secretId) continue;
      const outcome = await bring({ path, text, mark });
      const problem = problemOf(outcome, path, text.includes(mark));
      if (problem === undefined) brought.set(path, { secretId, mark });
      else problems.set(secretId, problem);
    }
  }
  return problems;
}

/** `hasToken`: the file holds a placeholder; one with settings alone is the person's to keep. */
function problemOf(outcome: FileOutcome, path: string, hasToken: boolean): string | undefined {
  if (outcome === 'unwritable') return `${HOME_PATH}/${path} cannot be written in the agent.`;
  return outcome === 'foreign' && hasToken
    ? `${HOME_PATH}/${path} holds another sign-in. Sign out in the agent, or remove the file, and start it again.`
    : undefined;
}
