import { followStream } from '../../client/follow-stream.ts';
import { type Changes, patchOf, readChanges } from '../../client/read-changes.ts';
import type { Decision } from '../../contract/egress.ts';
import type { Session } from '../session.ts';

/** What a program changed in its workspace, and its network requests. */
export interface Outcome {
  changes: Changes;
  decisions: Decision[];
  patch: string;
  /** Paths that the patch cannot hold. */
  leftOut: string[];
  summary: {
    changes: { path: string; status: string; risks: string[] }[];
    egress: { allowed: number; blocked: number; blockedHosts: string[] };
  };
}

export async function gatherOutcome(
  session: Session,
  agentId: string,
  { withPatch, signal }: { withPatch: boolean; signal: AbortSignal },
): Promise<Outcome> {
  const changes = await readChanges(session, agentId, signal);
  const { patch, leftOut } = withPatch
    ? await patchOf(session, agentId, changes, signal)
    : { patch: '', leftOut: [] };
  const decisions: Decision[] = [];
  await followStream(session.client, 'network.follow', { agentId }, signal, (batch, end) => {
    decisions.push(...batch.decisions);
    if (batch.phase === 'live') end();
  });
  signal.throwIfAborted();
  return { changes, decisions, patch, leftOut, summary: summaryOf(changes, decisions) };
}

function summaryOf({ files }: Changes, decisions: readonly Decision[]): Outcome['summary'] {
  const final = decisions.filter((decision) => decision.final);
  const blocked = final.filter(({ verdict }) => verdict === 'blocked');
  return {
    changes: files.map(({ path, status, risks }) => ({ path, status, risks: risks.map(({ kind }) => kind) })),
    egress: {
      allowed: final.length - blocked.length,
      blocked: blocked.length,
      blockedHosts: [...new Set(blocked.map(({ host, port }) => `${host}:${port}`))],
    },
  };
}

/** Returns the reasons why the flags refuse an outcome. */
export function refusalsOf(
  { summary }: Pick<Outcome, 'summary'>,
  flags: { failOnBlocked: boolean; failOnRisky: boolean },
): string[] {
  const risky = summary.changes.filter(({ risks }) => risks.length > 0);
  return [
    ...(flags.failOnBlocked && summary.egress.blocked > 0
      ? [`Requests were blocked: ${summary.egress.blockedHosts.join(', ')}`]
      : []),
    ...(flags.failOnRisky
      ? risky.map(({ path, risks }) => `A change has a risk: ${path} (${risks.join(', ')})`)
      : []),
  ];
}
