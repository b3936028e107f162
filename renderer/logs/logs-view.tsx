import { type ReactNode, useState } from 'react';
import { runAgentAction } from '../agents/actions/run-agent-action.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { showFailure } from '../errors/error-steps.ts';
import { formatNumber } from '../format/number.ts';
import { formatBytes } from '../format/quantity.ts';
import { callShell } from '../ipc/shell.ts';
import { useAgentName, useAgentRunning } from '../store/use-agent.ts';
import { Button } from '../ui/buttons/button.tsx';
import { IconButton } from '../ui/buttons/icon-button.tsx';
import { Switch } from '../ui/fields/switch.tsx';
import { IconCopy, IconDownload, IconEraser, IconFilter, IconList, IconPlayerPlay } from '../ui/icons.ts';
import { showToast } from '../ui/overlays/toasts.tsx';
import { EmptyState } from '../ui/states/empty-state.tsx';
import { Skeleton } from '../ui/states/skeleton.tsx';
import { FilterField } from './filter-field.tsx';
import { LineDetail } from './line-detail.tsx';
import type { LogFeed } from './log-feed.ts';
import { compileFilter, type FilterQuery, noFilter } from './log-filter.ts';
import { LogRows } from './log-rows.tsx';
import { type LogWindow, WINDOW_LIMITS } from './log-window.ts';
import { saveLogs } from './save-logs.ts';
import { useLogFeed } from './use-log-feed.ts';
import type { WindowLine } from './window-line.ts';

/** The agent's stdout and stderr: history, then live. */
export function LogsView({ agentId }: { agentId: string }) {
  const { feed, version } = useLogFeed(agentId);
  const [follow, setFollow] = useState(true);
  const [timestamps, setTimestamps] = useState(false);
  const [fields, setFields] = useState(true);
  const [opened, setOpened] = useState<WindowLine>();
  const [query, setQuery] = useState<FilterQuery>(noFilter);
  const [problem, setProblem] = useState<string>();
  const applyFilter = (next: FilterQuery) => {
    setQuery(next);
    const filter = compileFilter(next);
    setProblem(filter.ok ? undefined : filter.problem);
    if (filter.ok) feed.filter(filter.test);
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-1.5">
        <FilterField query={query} problem={problem} onChange={applyFilter} />
        <div className="flex-1" />
        <Switch label="Follow" checked={follow} onCheckedChange={setFollow} />
        <Switch label="Timestamps" checked={timestamps} onCheckedChange={setTimestamps} />
        <Switch label="Fold JSON" checked={fields} onCheckedChange={setFields} />
        <Actions agentId={agentId} feed={feed} />
      </div>
      <Body agentId={agentId} feed={feed} filtered={query.text !== ''}>
        <LogRows
          lines={feed.lines}
          version={version}
          timestamps={timestamps}
          fields={fields}
          onOpen={setOpened}
          follow={follow}
          onFollowChange={setFollow}
        />
      </Body>
      {opened && <LineDetail line={opened} onClose={() => setOpened(undefined)} />}
      <Counts feed={feed} filtered={query.text !== ''} />
    </div>
  );
}

function Actions({ agentId, feed }: { agentId: string; feed: LogFeed }) {
  const [saving, setSaving] = useState(false);
  const name = useAgentName(agentId) ?? 'agent';
  const copy = () => {
    const lines = feed.lines.shown;
    callShell('clipboard.write', { text: lines.map(({ plain }) => `${plain}\n`).join('') }).then(
      () => showToast({ tone: 'success', title: `${formatNumber(lines.length)} lines copied` }),
      (thrown: unknown) => showFailure('The lines could not be copied', thrown),
    );
  };
  const save = () => {
    setSaving(true);
    void saveLogs(agentId, name).finally(() => setSaving(false));
  };
  return (
    <div className="flex items-center gap-1">
      <IconButton label="Copy the lines shown" icon={IconCopy} onClick={copy} />
      <IconButton label="Clear this view" icon={IconEraser} onClick={() => feed.clear()} />
      <Button size="sm" icon={IconDownload} busy={saving} onClick={save}>
        Save logs
      </Button>
    </div>
  );
}

function Body(props: { agentId: string; feed: LogFeed; filtered: boolean; children: ReactNode }) {
  const { feed } = props;
  if (feed.state.status === 'failed') {
    return (
      <div className="min-h-0 flex-1 p-4">
        <AppErrorPanel
          title="The logs cannot be read"
          error={{ ...feed.state.error, actions: [{ kind: 'retry', label: 'Retry' }] }}
          context={{ retry: () => feed.open() }}
        />
      </div>
    );
  }
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      {props.children}
      {feed.lines.shown.length === 0 && (
        <div className="absolute inset-0 bg-canvas">
          <NoLines agentId={props.agentId} feed={feed} filtered={props.filtered} />
        </div>
      )}
    </div>
  );
}

/** The reason why no line is shown, and the step that changes it. */
function NoLines({ agentId, feed, filtered }: { agentId: string; feed: LogFeed; filtered: boolean }) {
  const running = useAgentRunning(agentId);
  if (feed.state.status === 'loading') return <Loading />;
  if (filtered && feed.lines.unsearched > 0) return <Searching />;
  if (filtered && feed.lines.total > 0) {
    return (
      <EmptyState icon={IconFilter} title="No line matches">
        {formatNumber(feed.lines.total)} lines were searched. New ones are searched as they come.
      </EmptyState>
    );
  }
  if (running) {
    return (
      <EmptyState icon={IconList} title="Nothing here yet">
        What the agent writes to stdout and stderr appears here.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconList}
      title="Nothing here"
      action={
        <Button icon={IconPlayerPlay} onClick={() => runAgentAction('start', agentId)}>
          Start the agent
        </Button>
      }
    >
      The agent is not running. What it writes appears here once it runs.
    </EmptyState>
  );
}

function Loading() {
  return (
    <div role="status" aria-label="Reading the log" className="flex min-h-0 flex-1 flex-col gap-2 p-4">
      {['w-2/3', 'w-1/2', 'w-3/5', 'w-1/3'].map((width) => (
        <Skeleton key={width} className={`h-3 ${width}`} />
      ))}
    </div>
  );
}

function Searching() {
  return (
    <div role="status" className="p-4 text-muted text-sm">
      Searching…
    </div>
  );
}

/** The counts of lines, of matching lines, and of lines left out. */
function Counts({ feed, filtered }: { feed: LogFeed; filtered: boolean }) {
  const { total, leftOut, full } = feed.lines;
  return (
    <div className="figures flex h-6 shrink-0 items-center gap-4 border-t px-4 text-muted text-sm">
      <span>{filtered ? matchCount(feed.lines) : `${formatNumber(total)} lines`}</span>
      {(leftOut > 0 || full) && (
        <span>
          {leftOut > 0 ? `${formatNumber(leftOut)} lines are left out` : 'Older lines are left out'}: this
          view keeps about {formatNumber(WINDOW_LIMITS.lines)}, or {formatBytes(WINDOW_LIMITS.bytes)}. Save
          logs writes all of them.
        </span>
      )}
    </div>
  );
}

function matchCount({ matches, total, unsearched }: LogWindow): string {
  const count = `${formatNumber(matches)} of ${formatNumber(total)} lines match`;
  return unsearched > 0 ? `${count} so far, ${formatNumber(unsearched)} are still to be searched` : count;
}
