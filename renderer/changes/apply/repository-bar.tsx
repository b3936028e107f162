import { useState } from 'react';
import type { ChangesSummary } from '../../../electron/contract/changes.ts';
import { PullRequestButton } from '../../forge/pull-request-button.tsx';
import { PullRequestList } from '../../forge/pull-request-list.tsx';
import { useAgent } from '../../store/use-agent.ts';
import type { ListedFile } from '../change-list.ts';
import { visibleText } from '../visible-text.ts';

/** For a copy of a repository elsewhere, which has no folder to apply to: its changes go there as a pull request. */
export function RepositoryBar(props: {
  agentId: string;
  summary: ChangesSummary;
  files: readonly ListedFile[];
}) {
  const { agentId, summary } = props;
  const [round, setRound] = useState(0);
  const workspace = useAgent(agentId)?.spec?.workspace;
  if (workspace?.kind !== 'copy' || workspace.source.kind !== 'repository') return null;
  const files = props.files.filter(({ status }) => status !== 'ignored');
  return (
    <>
      <PullRequestList agentId={agentId} version={round} />
      <section
        aria-label="Bring changes to the repository"
        className="flex min-h-10 shrink-0 items-center gap-2 border-t bg-surface px-4 py-1.5"
      >
        <span className="min-w-0 flex-1 truncate text-muted text-sm" title={workspace.source.url}>
          {`A copy of ${visibleText(workspace.source.url)}`}
        </span>
        <PullRequestButton
          subject={{ agentId, seen: summary.stamp, files }}
          disabled={files.length === 0}
          onClosed={() => setRound((current) => current + 1)}
        />
      </section>
    </>
  );
}
