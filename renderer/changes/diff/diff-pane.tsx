import { type Ref, useState } from 'react';
import { type BaseKind, DIFF_BYTES, MAXIMUM_DIFF_BYTES } from '../../../electron/contract/changes.ts';
import { AppErrorPanel } from '../../errors/app-error-panel.tsx';
import { formatBytes } from '../../format/quantity.ts';
import { useEngineCall } from '../../ipc/use-engine-call.ts';
import { Button } from '../../ui/buttons/button.tsx';
import { CopyButton } from '../../ui/buttons/copy-button.tsx';
import { SegmentedControl } from '../../ui/fields/radio-group.tsx';
import { IconFile } from '../../ui/icons.ts';
import { Callout } from '../../ui/states/callout.tsx';
import { EmptyState } from '../../ui/states/empty-state.tsx';
import { Skeleton } from '../../ui/states/skeleton.tsx';
import { riskTitle, statusLook } from '../change-labels.ts';
import type { ListedFile } from '../change-list.ts';
import { type Picked, pickedHunks, toggleHunk } from '../selection.ts';
import { visibleText } from '../visible-text.ts';
import { type DiffHandle, DiffLines } from './diff-lines.tsx';
import type { DiffLayout } from './diff-rows.ts';
import type { LineComments } from './line-comments.ts';

const layouts = [
  { value: 'inline', label: 'Inline' },
  { value: 'side-by-side', label: 'Side by side' },
] as const;
const sides = [
  { value: 'agent', label: 'Agent’s change', description: 'From the baseline to what the agent has' },
  {
    value: 'host',
    label: 'Host’s change',
    description: 'From the baseline to what is in the host folder now',
  },
] as const;

export interface DiffPaneProps {
  agentId: string;
  folder: string | undefined;
  base: BaseKind;
  /** Changes when the list was read again and the file may differ. */
  version: string;
  file: ListedFile;
  layout: DiffLayout;
  onLayoutChange: (layout: DiffLayout) => void;
  handle: Ref<DiffHandle>;
  /** Absent when changes cannot be applied. */
  picked?: Picked | undefined;
  onPickedChange?: ((picked: Picked) => void) | undefined;
  /** Absent where nobody takes comments. */
  comments?: LineComments | undefined;
}

/** The diff of one file. The parent sets the file as its key. */
export function DiffPane(props: DiffPaneProps) {
  const { file, picked } = props;
  const [limitBytes, setLimitBytes] = useState(DIFF_BYTES);
  const [side, setSide] = useState<'agent' | 'host'>('agent');
  const { data, error, reload } = useEngineCall(
    'changes.diff',
    {
      agentId: props.agentId,
      ...(props.folder === undefined ? {} : { folder: props.folder }),
      base: props.base,
      path: file.path,
      ...(file.oldPath === undefined ? {} : { oldPath: file.oldPath }),
      side,
      limitBytes,
    },
    props.version,
  );
  const hunks = data ? { hunks: data.hunks.length, fingerprint: data.fingerprint } : undefined;
  const canPickHunks =
    picked && props.onPickedChange && side === 'agent' && file.status === 'modified' && !data?.truncated;
  const shown = visibleText(file.path);
  return (
    <section aria-label={shown} className="flex min-h-0 min-w-0 flex-1 flex-col">
      <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-1.5">
        <span className="min-w-0 truncate font-mono text-sm" data-selectable title={shown}>
          {shown}
        </span>
        <CopyButton text={file.path} label="Copy path" />
        <span className="figures shrink-0 text-muted text-sm">{factsOf(file)}</span>
        <div className="flex-1" />
        {picked && file.status !== 'added' && (
          <SegmentedControl label="Side" labelHidden options={sides} value={side} onValueChange={setSide} />
        )}
        <SegmentedControl
          label="Diff layout"
          labelHidden
          options={layouts}
          value={props.layout}
          onValueChange={props.onLayoutChange}
        />
      </div>
      {file.risks.length > 0 && (
        <Callout tone="warning" className="mx-4 my-2 shrink-0" title="Look closely">
          <ul>
            {file.risks.map(({ kind, detail }) => (
              <li key={kind}>
                {riskTitle[kind]}: {visibleText(detail)}.
              </li>
            ))}
          </ul>
        </Callout>
      )}
      {error && !data ? (
        <div className="p-4">
          <AppErrorPanel
            title="The difference cannot be read"
            error={{ ...error, actions: [{ kind: 'retry', label: 'Retry' }] }}
            context={{ retry: reload }}
          />
        </div>
      ) : !data || data.path !== file.path ? (
        <Skeleton className="m-4 h-48" />
      ) : data.kind !== 'text' ? (
        <NoText kind={data.kind} file={file} side={side} />
      ) : (
        <DiffLines
          diff={data}
          layout={props.layout}
          handle={props.handle}
          comments={side === 'agent' ? props.comments : undefined}
          hunkControl={
            canPickHunks && hunks
              ? (hunk) => (
                  <input
                    type="checkbox"
                    aria-label={`Select hunk ${hunk + 1}`}
                    checked={pickedHunks(picked, file.path, hunks).includes(hunk)}
                    onChange={() => props.onPickedChange?.(toggleHunk(picked, file, hunk, hunks))}
                    className="size-3.5 accent-accent-solid"
                  />
                )
              : undefined
          }
        />
      )}
      {data?.truncated && (
        <div className="flex shrink-0 items-center gap-3 border-t px-4 py-1.5 text-muted text-sm">
          Only the first {formatBytes(limitBytes)} are shown.
          {limitBytes < MAXIMUM_DIFF_BYTES && (
            <Button size="sm" onClick={() => setLimitBytes(Math.min(MAXIMUM_DIFF_BYTES, limitBytes * 8))}>
              Show more
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

function factsOf(file: ListedFile): string {
  const facts = [statusLook[file.status].word];
  if (file.oldPath !== undefined) facts.push(`from ${visibleText(file.oldPath)}`);
  if (file.kind !== 'file') facts.push(file.kind);
  if (file.target !== undefined) facts.push(`→ ${visibleText(file.target)}`);
  if (file.sizeBytes !== undefined) facts.push(formatBytes(file.sizeBytes));
  if (file.executable !== undefined && file.executable !== (file.oldExecutable ?? false)) {
    facts.push(file.executable ? 'now executable' : 'no longer executable');
  }
  return facts.join(' · ');
}

/** The reason why there are no lines to show. */
function NoText(props: { kind: 'binary' | 'too-large' | 'same'; file: ListedFile; side: 'agent' | 'host' }) {
  const { kind, file } = props;
  if (kind === 'binary') {
    return (
      <EmptyState icon={IconFile} title="Binary file">
        Its content is no text, or too large to be compared line by line
        {file.sizeBytes === undefined ? '' : ` (${formatBytes(file.sizeBytes)})`}.
      </EmptyState>
    );
  }
  if (kind === 'too-large') return <EmptyState icon={IconFile} title="Too large to compare" />;
  return (
    <EmptyState
      icon={IconFile}
      title={props.side === 'host' ? 'Unchanged in the host folder' : 'No line differs'}
    >
      {props.side === 'host'
        ? 'The file there is as it was when it was copied.'
        : file.kind === 'folder' || file.kind === 'submodule'
          ? 'A folder as a whole; what is in it is not compared.'
          : file.status === 'renamed'
            ? 'Only its path changed.'
            : 'The file is empty, or only its permissions changed.'}
    </EmptyState>
  );
}
