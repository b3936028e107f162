import { useMemo, useRef, useState } from 'react';
import type { BaseKind, ChangesSummary } from '../../electron/contract/changes.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { formatNumber } from '../format/number.ts';
import { IconButton } from '../ui/buttons/icon-button.tsx';
import { SegmentedControl } from '../ui/fields/radio-group.tsx';
import { SearchField } from '../ui/fields/search-field.tsx';
import { Select } from '../ui/fields/select.tsx';
import { Switch } from '../ui/fields/switch.tsx';
import { IconFilter, IconGitCompare, IconRefresh } from '../ui/icons.ts';
import { SidePane } from '../ui/layout/side-pane.tsx';
import { Callout } from '../ui/states/callout.tsx';
import { EmptyState } from '../ui/states/empty-state.tsx';
import { Progress } from '../ui/states/progress.tsx';
import { Skeleton } from '../ui/states/skeleton.tsx';
import { ApplyBar } from './apply/apply-bar.tsx';
import { RepositoryBar } from './apply/repository-bar.tsx';
import { baseLabel, comparison } from './change-labels.ts';
import { type ListedFile, listRows } from './change-list.ts';
import { CommentsBar } from './comments/comments-bar.tsx';
import { useCommenting } from './comments/use-commenting.ts';
import type { DiffHandle } from './diff/diff-lines.tsx';
import { DiffPane } from './diff/diff-pane.tsx';
import type { DiffLayout } from './diff/diff-rows.ts';
import { FileList } from './file-list.tsx';
import { NothingToCompareWith, NoWorkspace, TrackButton } from './nothing-to-compare.tsx';
import { RootView } from './root-view.tsx';
import { nothingPicked, type Picked, tickedOf, toggleFile } from './selection.ts';
import { useChanges } from './use-changes.ts';
import { visibleText } from './visible-text.ts';

const parts = [
  { value: 'workspace', label: 'Workspace' },
  { value: 'root', label: 'Root file system' },
] as const;

const LIST_RANGE = { minPx: 220, maxPx: 640 };
const LIST_PX = 340;

/** The agent's changes in the files of its folders and in its root file system. */
export function ChangesView({ agentId }: { agentId: string }) {
  const [part, setPart] = useState<'workspace' | 'root'>('workspace');
  const [filter, setFilter] = useState('');
  const [folder, setFolder] = useState<string>();
  const [base, setBase] = useState<BaseKind>();
  const [ignored, setIgnored] = useState(false);
  const changes = useChanges({ agentId, folder, base, ignored });
  const { summary } = changes;
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-1.5">
        <SegmentedControl label="Show" labelHidden options={parts} value={part} onValueChange={setPart} />
        <SearchField
          label="Filter files"
          placeholder="Part of a path"
          value={filter}
          onValueChange={setFilter}
          className="w-36"
        />
        {part === 'workspace' && summary && (
          <>
            {summary.folders.length > 1 && (
              <Select
                label="Folder"
                labelHidden
                options={summary.folders.map((path) => ({ value: path, label: path }))}
                value={summary.folder}
                onValueChange={setFolder}
                className="w-44"
              />
            )}
            {summary.base && summary.bases.length > 1 && (
              <Select
                label="Compare with"
                labelHidden
                options={summary.bases.map((kind) => ({ value: kind, label: baseLabel[kind] }))}
                value={summary.base}
                onValueChange={setBase}
                className="w-36"
              />
            )}
            {summary.base && (
              <Switch
                label={`Ignored files (${formatNumber(summary.ignored)})`}
                checked={ignored}
                onCheckedChange={setIgnored}
              />
            )}
          </>
        )}
        <div className="flex-1" />
        {part === 'workspace' && (
          <IconButton label="Refresh" icon={IconRefresh} onClick={changes.refresh} disabled={changes.busy} />
        )}
      </div>
      {part === 'root' ? (
        <RootView agentId={agentId} filter={filter} />
      ) : changes.error?.type === 'not-found' && folder === undefined ? (
        <NoWorkspace onShowRoot={() => setPart('root')} />
      ) : changes.error && !summary ? (
        <div className="p-4">
          <AppErrorPanel
            title="The changes cannot be read"
            error={{ ...changes.error, actions: [{ kind: 'retry', label: 'Retry' }] }}
            context={{ agentId, retry: changes.refresh }}
          />
        </div>
      ) : !summary && changes.files.length === 0 ? (
        <div className="mx-auto w-80 p-8">
          <Progress label="Comparing the files" />
        </div>
      ) : summary && summary.base === null ? (
        <NothingToCompareWith agentId={agentId} onTracking={changes.refresh} />
      ) : (
        <Workspace
          agentId={agentId}
          files={changes.files}
          summary={summary}
          filter={filter}
          onRefresh={changes.refresh}
        />
      )}
    </div>
  );
}

function Workspace(props: {
  agentId: string;
  files: readonly ListedFile[];
  summary: ChangesSummary | undefined;
  filter: string;
  onRefresh: () => void;
}) {
  const { agentId, files, summary, filter } = props;
  const [widthPx, setWidthPx] = useState(LIST_PX);
  const [requestedPath, setRequestedPath] = useState<string | null>(null);
  const [layout, setLayout] = useState<DiffLayout>('inline');
  const [picked, setPicked] = useState<Picked>(nothingPicked);
  const handle = useRef<DiffHandle>(null);
  const commenting = useCommenting(agentId);
  const rows = useMemo(() => listRows(files, filter), [files, filter]);
  const shown = rows.flatMap((row) => (row.kind === 'file' ? [row.file] : []));
  const current = shown.find(({ path }) => path === requestedPath) ?? shown[0];
  // Only a baseline shows conflicts, so changes against a commit can be viewed but not applied.
  const canApply = summary?.applyTo !== undefined && summary.base === 'baseline';
  return (
    <>
      {summary && summary.gitFiles.length > 0 && <GitFiles summary={summary} />}
      {files.length === 0 ? (
        <EmptyState icon={IconGitCompare} title="Nothing changed">
          {summary ? `${comparison(summary)}.` : ''} What the agent changes appears here by itself.
        </EmptyState>
      ) : current === undefined ? (
        <EmptyState icon={IconFilter} title="No file matches">
          {formatNumber(files.length)} files were searched.
        </EmptyState>
      ) : (
        <div className="flex min-h-0 flex-1">
          <SidePane
            resizeLabel="Resize list of files"
            widthPx={widthPx}
            onWidthChange={setWidthPx}
            range={LIST_RANGE}
          >
            <FileList
              rows={rows}
              current={current.path}
              onCurrentChange={setRequestedPath}
              onHunkStep={(direction) => handle.current?.stepHunk(direction)}
              {...(canApply
                ? {
                    tickedOf: (path: string) => tickedOf(picked, path),
                    onTick: (path: string) => {
                      const shown = files.find((file) => file.path === path);
                      if (shown) setPicked((now) => toggleFile(now, shown));
                    },
                  }
                : {})}
            />
          </SidePane>
          {!summary && <Skeleton className="m-4 h-48 flex-1" />}
          {summary?.base && (
            <DiffPane
              key={`${summary.base} ${current.path}`}
              agentId={agentId}
              folder={summary.folder}
              base={summary.base}
              version={summary.stamp}
              file={current}
              layout={layout}
              onLayoutChange={setLayout}
              handle={handle}
              comments={commenting?.of(current.path)}
              {...(canApply ? { picked, onPickedChange: setPicked } : {})}
            />
          )}
        </div>
      )}
      {commenting && <CommentsBar commenting={commenting} onDone={() => handle.current?.focus()} />}
      {canApply && summary && (
        <ApplyBar
          agentId={agentId}
          summary={summary}
          files={files}
          picked={picked}
          onPickedChange={setPicked}
        />
      )}
      {summary?.base === 'baseline' && <RepositoryBar agentId={agentId} summary={summary} files={files} />}
      {summary && <Counts agentId={agentId} files={files} summary={summary} onTracking={props.onRefresh} />}
    </>
  );
}

/** Lists files in `.git` that run when a person uses git in the folder, because no commit shows them. */
function GitFiles({ summary }: { summary: ChangesSummary }) {
  return (
    <Callout tone="warning" className="mx-4 my-2 shrink-0" title="Git runs programs from this folder">
      <details>
        <summary>
          {summary.gitFiles.length === 1 ? 'One entry' : `${summary.gitFiles.length} entries`} inside .git may
          run when somebody uses git there. Whether the agent made them is not known.
        </summary>
        <ul className="max-h-32 overflow-auto font-mono text-sm" data-selectable>
          {summary.gitFiles.map(({ path, detail }) => (
            <li key={`${path} ${detail}`}>
              {visibleText(path)} — {visibleText(detail)}
            </li>
          ))}
        </ul>
      </details>
    </Callout>
  );
}

function Counts(props: {
  agentId: string;
  files: readonly ListedFile[];
  summary: ChangesSummary;
  onTracking: () => void;
}) {
  const { files, summary } = props;
  const sum = (side: 'added' | 'removed') =>
    files.reduce((total, { lines }) => total + (lines?.[side] ?? 0), 0);
  return (
    <div className="figures flex min-h-8 shrink-0 items-center gap-4 border-t px-4 py-1 text-muted text-sm">
      <span className="whitespace-nowrap">
        {formatNumber(files.length)} {files.length === 1 ? 'file' : 'files'}{' '}
        <span className="text-running">+{formatNumber(sum('added'))}</span>{' '}
        <span className="text-failed">−{formatNumber(sum('removed'))}</span>
      </span>
      {summary.leftOut > 0 && <span>{formatNumber(summary.leftOut)} more are not listed</span>}
      <span className="truncate" title={summary.commit ? visibleText(summary.commit.subject) : undefined}>
        {comparison(summary)}
        {summary.commit && `: ${visibleText(summary.commit.subject)}`}
      </span>
      <div className="ml-auto" />
      {summary.applyTo === undefined && summary.folder === summary.folders[0] && (
        <TrackButton
          agentId={props.agentId}
          label={summary.bases.includes('baseline') ? 'Renew the baseline' : 'Start tracking changes'}
          onTracking={props.onTracking}
        />
      )}
    </div>
  );
}
