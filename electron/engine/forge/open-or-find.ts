import { AppFailure } from '../../contract/error.ts';
import type { NewPullRequest, OpenedPullRequest } from './clients/client.ts';
import type { Authorized } from './forge-http.ts';
import type { Forges } from './forges.ts';

/** The open pull request of a branch, which a push updates, or else a new one. */
export async function openOrFind(
  forges: Pick<Forges, 'send'>,
  forge: Authorized,
  { branch, base, title, body, draft }: NewPullRequest,
  signal: AbortSignal,
): Promise<OpenedPullRequest> {
  const { client, path } = forge;
  const find = () => forges.send(forge, client.find(path, { branch, base }), signal);
  const found = await find();
  if (found) return found;
  try {
    return await forges.send(forge, client.open(path, { branch, base, title, body, draft }), signal);
  } catch (error) {
    // Its answer may have been lost, or somebody was faster.
    const later = isRefused(error) ? await find() : undefined;
    if (later) return later;
    throw error;
  }
}

const isRefused = (error: unknown) => error instanceof AppFailure && error.error.type === 'conflict';
