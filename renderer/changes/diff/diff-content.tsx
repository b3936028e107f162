import type { ReactNode, Ref } from 'react';
import { MAXIMUM_DIFF_BYTES } from '../../../electron/contract/changes.ts';
import { AppErrorPanel } from '../../errors/app-error-panel.tsx';
import { formatBytes } from '../../format/quantity.ts';
import { Button } from '../../ui/buttons/button.tsx';
import { IconFile } from '../../ui/icons.ts';
import { EmptyState } from '../../ui/states/empty-state.tsx';
import { Skeleton } from '../../ui/states/skeleton.tsx';
import type { ListedFile } from '../change-list.ts';
import { type DiffHandle, DiffLines } from './diff-lines.tsx';
import type { DiffLayout } from './diff-rows.ts';
import type { LineComments } from './line-comments.ts';
import type { DiffSide, FileDiffAnswer } from './use-file-diff.ts';

/** The lines of a file's diff, or why there are none. */
export function DiffContent(props: {
  diff: FileDiffAnswer;
  file: ListedFile;
  side: DiffSide;
  layout: DiffLayout;
  handle: Ref<DiffHandle>;
  comments?: LineComments | undefined;
  hunkControl?: ((hunk: number) => ReactNode) | undefined;
}) {
  const { file, side } = props;
  const { data, error, reload, limitBytes, setLimitBytes } = props.diff;
  return (
    <>
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
          comments={props.comments}
          hunkControl={props.hunkControl}
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
    </>
  );
}

/** The reason why there are no lines to show. */
function NoText(props: { kind: 'binary' | 'too-large' | 'same'; file: ListedFile; side: DiffSide }) {
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
