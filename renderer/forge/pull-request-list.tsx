import { useState } from 'react';
import type { PullRequest } from '../../electron/contract/forge.ts';
import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { useEngineCall } from '../ipc/use-engine-call.ts';
import { openLink } from '../links/open-link.ts';
import { Button } from '../ui/buttons/button.tsx';
import { IconExternalLink, IconGitBranch } from '../ui/icons.ts';
import { statusText } from './status-text.ts';

/** The pull requests that were opened for an agent, with their checks and reviews when the person asks. */
export function PullRequestList({ agentId, version }: { agentId: string; version?: unknown }) {
  const { data } = useEngineCall('forge.project', { agentId }, version);
  const pulls = data?.pullRequests ?? [];
  if (pulls.length === 0) return null;
  return (
    <ul aria-label="Pull requests" className="flex shrink-0 flex-col border-t bg-surface px-4 py-1">
      {pulls.map((pull) => (
        <Row key={pull.branch} agentId={agentId} pull={pull} />
      ))}
    </ul>
  );
}

function Row({ agentId, pull }: { agentId: string; pull: PullRequest }) {
  const [status, setStatus] = useState<string>();
  const [busy, setBusy] = useState(false);
  const { opened, branch, base, path } = pull;
  const look = async () => {
    setBusy(true);
    try {
      setStatus(statusText(await callEngine('forge.status', { agentId, branch })));
    } catch (thrown) {
      showFailure('The checks could not be read', thrown, { agentId, retry: () => void look() });
    } finally {
      setBusy(false);
    }
  };
  if (!opened)
    return (
      <li className="flex min-h-7 items-center gap-2 text-sm">
        <IconGitBranch aria-hidden size={14} stroke={1.75} className="shrink-0 text-muted" />
        <span className="min-w-0 truncate text-muted">
          Pushed <span className="font-mono">{branch}</span> to {path}. No pull request yet: open it once
          more.
        </span>
      </li>
    );
  return (
    <li className="flex min-h-7 flex-wrap items-center gap-x-2 text-sm">
      <Button
        size="sm"
        variant="ghost"
        icon={IconExternalLink}
        className="-ml-2"
        title={opened.url}
        onClick={() => openLink(opened.url)}
      >
        {`${path} #${opened.number}`}
      </Button>
      <span className="min-w-0 truncate text-muted">
        <span className="font-mono">{branch}</span> into <span className="font-mono">{base}</span>
      </span>
      <span role="status" className="figures min-w-0 flex-1 truncate" title={status}>
        {status}
      </span>
      <Button size="sm" variant="ghost" busy={busy} onClick={() => void look()}>
        Checks and reviews
      </Button>
    </li>
  );
}
